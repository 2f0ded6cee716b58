import assert from "node:assert/strict";
import { OPTIONAL_METRICS, WATCHED_METRICS } from "../../alerts/monitoring/inputs";
import { selectedMetrics } from "../../promql";
import { rules } from "./options";

/** What measures the cluster, by how its metrics begin. */
const OF_CLUSTER = /^(kube|kubelet|node|container|certmanager)_/;

describe("the metrics of the cluster that alerts rest on", () => {
  const used = new Set(
    rules.flatMap(({ expr }) => selectedMetrics(expr).names).filter((name) => OF_CLUSTER.test(name)),
  );

  it("are each told when they are missing, or may be, for a reason (alerts/monitoring/inputs.ts)", () =>
    assert.deepEqual([...used].sort(), [...WATCHED_METRICS, ...Object.keys(OPTIONAL_METRICS)].sort()));
});
