import assert from "node:assert/strict";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { configWith } from "./config.fixture";

const slack = { alerts: { channel: "#alerts", webhook: { secret: "slack" } } };

/** What the chart is given about replicas, for Prometheus and Alertmanager. */
function replicated(settings: object) {
  const { prometheus, alertmanager } = chartValues(
    configWith({ prometheus: settings, alertmanager: { ...settings, slack } }),
  );
  return [
    { affinity: prometheus?.prometheusSpec?.podAntiAffinity, budget: prometheus?.podDisruptionBudget },
    { affinity: alertmanager?.alertmanagerSpec?.podAntiAffinity, budget: alertmanager?.podDisruptionBudget },
  ];
}

describe("replicas of Prometheus and Alertmanager", () => {
  it("are kept apart as the stack says", () => {
    for (const antiAffinity of ["hard", "soft"]) {
      assert.deepEqual(
        replicated({ replicas: 2, antiAffinity }).map(({ affinity }) => affinity),
        [antiAffinity, antiAffinity],
      );
    }
  });

  it("are never evicted all at once", () => {
    const budgets = (replicas: number) => replicated({ replicas }).map(({ budget }) => budget);
    assert.deepEqual(budgets(2), Array(2).fill({ enabled: true, minAvailable: 1 }));
    assert.deepEqual(budgets(3), Array(2).fill({ enabled: true, minAvailable: 2 }));
  });

  it("have neither where there is one, whose budget would block every drain of its node", () => {
    assert.deepEqual(
      replicated({ replicas: 1, antiAffinity: "soft" }),
      Array(2).fill({ affinity: undefined, budget: undefined }),
    );
  });
});
