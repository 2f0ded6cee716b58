/** The volumes: how large, of which class, and for how long they are filled. */
import { chartValueItems } from "../chart-values";
import type { Change, Fact, Item, Section } from "../model";
import { factsOf, type KubernetesObject, leaves, manifests, objectName } from "../read";

/** What a claim's settings are called. */
const CLAIM = { "resources.requests.storage": "size", storageClassName: "class", accessModes: "access modes" };

/** The chart's volumes: what the values that decide on them are called, by their path. */
const VOLUMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Prometheus: {
    ...below("prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec", CLAIM),
    ...below("prometheus.prometheusSpec", { retention: "retention", retentionSize: "retention size" }),
  },
  Alertmanager: {
    ...below("alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec", CLAIM),
    ...below("alertmanager.alertmanagerSpec", { retention: "retention" }),
  },
  Grafana: below("grafana.persistence", {
    enabled: "enabled",
    size: "size",
    storageClassName: "class",
    accessModes: "access modes",
  }),
};

/** The claims of Prometheus, Alertmanager and Grafana, and those that the program declares itself. */
export const volumes: Section = {
  title: "Volumes and retention",
  noun: ["volume", "volumes"],
  items: (files) => {
    const values = chartValueItems(files, "volumes").flatMap(({ facts }) => facts);
    const known = Object.values(VOLUMES).flatMap((labels) => Object.keys(labels));
    return [
      ...Object.entries(VOLUMES).map(([name, labels]) =>
        volumeItem(
          name,
          values.filter(({ label }) => label in labels).map((fact) => ({ ...fact, label: labels[fact.label] ?? "" })),
        ),
      ),
      ...manifests(files, ["PersistentVolumeClaim"]).map(claimItem),
      { key: "chart values", name: "chart values", facts: values.filter(({ label }) => !known.includes(label)) },
    ];
  },
  caution: sizeCaution,
};

/** Servers whose claims the operator's StatefulSets make. */
const OPERATED = ["Prometheus", "Alertmanager"];

/** A StatefulSet makes claims by its template and changes none that exist: https://prometheus-operator.dev/docs/platform/storage/#resizing-volumes */
function sizeCaution(changes: readonly Change[]): string | undefined {
  const resized = changes.flatMap((change) =>
    change.kind === "changed" &&
    OPERATED.includes(change.name) &&
    change.facts.some(({ label, before, after }) => label === "size" && before !== undefined && after !== undefined)
      ? [change.name]
      : [],
  );
  return resized.length === 0
    ? undefined
    : `**The volumes of ${resized.join(" and ")} that exist keep their size:** the operator makes new claims by this value, and changes none. Make them larger by hand before this is deployed; no volume can be made smaller. Step by step: \`docs/resize-a-volume.md\`.`;
}

function volumeItem(name: string, facts: readonly Fact[]): Item {
  return { key: name, name, facts };
}

function claimItem(claim: KubernetesObject): Item {
  const named = leaves(claim.spec).map(([path, value]) => [
    Object.entries(CLAIM).find(([known]) => known === path)?.[1] ?? path,
    value,
  ]);
  return volumeItem(`claim ${objectName(claim)}`, factsOf(Object.fromEntries(named)));
}

function below(prefix: string, labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, label]) => [`${prefix}.${key}`, label]));
}
