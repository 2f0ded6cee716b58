/** An image mirror, placement and labels of the stack's own. */
import assert from "node:assert/strict";
import type { KubernetesObject, V1Pod } from "@kubernetes/client-node";
import { RELEASE_NAME } from "../../../naming";
import { nameOf, objectsOf, findObject } from "../snapshot";
import type { Seen, Variant } from "./variant";

const MIRROR = "registry.qualisys.internal:5000/mirror";
const LABELS = { team: "platform", "qualisys.io/cost-centre": "42" };
/** One of the sandbox's three nodes. */
const ZONE = "sandbox-b";
const TOLERATION = { key: "dedicated", operator: "Equal", value: "monitoring", effect: "NoSchedule" };

/** The operator of the sandbox runs beside the cluster with flags of its own, so that this image is not the chart's. */
const RELOADERS = ["config-reloader", "init-config-reloader"];

function podsOf({ objects, stack }: Seen): readonly V1Pod[] {
  const pods = objectsOf(objects, "Pod").filter(
    ({ metadata }) => metadata?.namespace === stack.config.namespace.name && metadata.deletionTimestamp === undefined,
  );
  assert.ok(pods.length >= 8, `there are only ${pods.length} pods`);
  return pods;
}

/** What the program or its release has declared; controllers copy its annotations and labels to their records of earlier revisions. */
function declared({ objects }: Seen): readonly KubernetesObject[] {
  const ours = objects.filter(
    ({ metadata }) =>
      metadata?.ownerReferences === undefined &&
      (metadata?.annotations?.["meta.helm.sh/release-name"] === RELEASE_NAME ||
        metadata?.labels?.["app.kubernetes.io/managed-by"] === "pulumi"),
  );
  assert.ok(ours.length > 60, `there are only ${ours.length} objects`);
  return ours;
}

function lacksLabels({ metadata }: KubernetesObject): boolean {
  return Object.entries(LABELS).some(([key, value]) => metadata?.labels?.[key] !== value);
}

/** All three at once: they touch the same pods. */
export const surroundingsVariants: Readonly<Record<string, Variant>> = {
  "an image mirror, placement and labels": {
    keys: () => ({
      imageRegistry: MIRROR,
      placement: { nodeSelector: { "topology.kubernetes.io/zone": ZONE }, tolerations: [TOLERATION] },
      labels: LABELS,
    }),
    checks: {
      "has every image from the mirror, those of the operator's flags too": (seen) => {
        const containers = podsOf(seen).flatMap((pod) =>
          [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
            .filter(({ name }) => !RELOADERS.includes(name))
            .map(({ image }) => `${nameOf(pod)}: ${image}`),
        );
        assert.deepEqual(
          containers.filter((text) => !text.includes(`: ${MIRROR}/`)),
          [],
        );
        const operator = findObject(
          seen.objects,
          "Deployment",
          seen.stack.config.namespace.name,
          "monitoring-kube-prometheus-operator",
        );
        const flags = (operator?.spec?.template.spec?.containers ?? [])
          .flatMap(({ args = [] }) => args)
          .filter((flag) => /(config-reloader|base-image)=/.test(flag));
        assert.ok(flags.length >= 2, flags.join(" "));
        assert.deepEqual(
          flags.filter((flag) => !flag.includes(`=${MIRROR}/`)),
          [],
        );
      },
      "runs everything but node-exporter where it is placed": (seen) => {
        for (const pod of podsOf(seen).filter(({ metadata }) => !metadata?.name?.includes("node-exporter"))) {
          assert.equal(pod.spec?.nodeName, "sandbox-node-b", nameOf(pod));
          assert.ok(
            pod.spec?.tolerations?.some(({ key, value }) => key === TOLERATION.key && value === TOLERATION.value),
            nameOf(pod),
          );
        }
        const nodes = podsOf(seen)
          .filter(({ metadata }) => metadata?.name?.includes("node-exporter"))
          .map(({ spec }) => spec?.nodeName);
        assert.equal(new Set(nodes).size, 3);
      },
      "has the labels on every object and every pod": (seen) => {
        assert.deepEqual([...declared(seen), ...podsOf(seen)].filter(lacksLabels).map(nameOf), []);
      },
      "has the labels in no selector": (seen) => {
        const selectors = declared(seen).filter((object) =>
          JSON.stringify((object as { spec?: { selector?: unknown } }).spec?.selector ?? {}).includes("cost-centre"),
        );
        assert.deepEqual(selectors.map(nameOf), []);
      },
    },
  },
};
