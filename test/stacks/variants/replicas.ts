/** Two replicas, kept apart in the two ways. */
import assert from "node:assert/strict";
import { ALERTMANAGER_NAME, PROMETHEUS_NAME } from "../../../components/kube-prometheus-stack/addresses";
import { findObject, objectsOf } from "../snapshot";
import type { Seen, Variant } from "./variant";

const SETS = [`prometheus-${PROMETHEUS_NAME}`, `alertmanager-${ALERTMANAGER_NAME}`] as const;

function setOf({ objects, stack }: Seen, name: string) {
  return (
    findObject(objects, "StatefulSet", stack.config.namespace.name, name) ??
    assert.fail(`there is no StatefulSet ${name}`)
  );
}

/** Prometheus strictly apart, Alertmanager where possible. */
export const replicaVariants: Readonly<Record<string, Variant>> = {
  "two replicas": {
    keys: ({ prometheus, alertmanager }) => ({
      prometheus: { ...prometheus, replicas: 2, antiAffinity: "hard" },
      alertmanager: { ...alertmanager, replicas: 2, antiAffinity: "soft" },
    }),
    checks: {
      "runs two of each, on different nodes": (seen) => {
        for (const name of SETS) {
          const pods = objectsOf(seen.objects, "Pod").filter(({ metadata }) => metadata?.name?.startsWith(`${name}-`));
          assert.equal(new Set(pods.map(({ spec }) => spec?.nodeName)).size, 2, name);
          assert.equal(setOf(seen, name).status?.readyReplicas, 2, name);
        }
      },
      "keeps them apart always, or where possible": (seen) => {
        const [prometheus, alertmanager] = SETS.map(
          (name) => setOf(seen, name).spec?.template.spec?.affinity?.podAntiAffinity ?? {},
        );
        assert.deepEqual(
          [prometheus, alertmanager].map((affinity) => Object.keys(affinity ?? {})),
          [["requiredDuringSchedulingIgnoredDuringExecution"], ["preferredDuringSchedulingIgnoredDuringExecution"]],
        );
      },
      "lets a drain evict one at a time": ({ objects, stack }) => {
        for (const name of [PROMETHEUS_NAME, ALERTMANAGER_NAME]) {
          const budget = findObject(objects, "PodDisruptionBudget", stack.config.namespace.name, name);
          assert.equal(budget?.spec?.minAvailable, 1, name);
          assert.deepEqual([budget?.status?.expectedPods, budget?.status?.disruptionsAllowed], [2, 1], name);
        }
      },
    },
  },
};
