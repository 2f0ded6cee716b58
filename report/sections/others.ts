/** What no other section reports, so that each object and value that changes is named somewhere; labels are left to the diff. */
import { chartValueItems } from "../chart-values";
import type { Item, Section } from "../model";
import { factsOf, type KubernetesObject, leaves, objectName, otherSettings, parsedFile, parsedFolder } from "../read";
import { ACCESS_KINDS } from "./access";
import { AWS_SECRET } from "./secrets";
import { exporters, MONITOR_KINDS } from "./targets";

/** Kinds with a section of their own. */
const REPORTED = [...ACCESS_KINDS, ...MONITOR_KINDS, "Secret", AWS_SECRET, "PersistentVolumeClaim"];

/** Objects by kind and name, settings of the release, chart values and outputs. */
export const others: Section = {
  title: "Everything else",
  noun: ["other item", "other items"],
  items: (files) => {
    const {
      chart: _chart,
      version: _version,
      repositoryOpts: _repository,
      ...release
    } = parsedFile<Record<string, unknown>>(files, "release.yaml") ?? {};
    const { chartVersion: _chartVersion, ...outputs } =
      parsedFile<Record<string, unknown>>(files, "outputs.yaml") ?? {};
    const reported = new Set(exporters(files).map(objectName));
    const objects = parsedFolder<KubernetesObject>(files, "manifests").filter(
      (object) =>
        !REPORTED.includes(object.kind ?? object.type ?? "") &&
        !(object.kind === "Deployment" && reported.has(objectName(object))),
    );
    return [
      ...objects.map(objectItem),
      settings("Helm release", release),
      ...chartValueItems(files, "others"),
      settings("outputs", outputs),
    ];
  },
};

function objectItem(object: KubernetesObject): Item {
  const name = object.kind === undefined ? `${object.type}` : `${object.kind} ${objectName(object)}`;
  const { labels: _labels, ...metadata } = object.metadata ?? {};
  return { key: name, name, facts: [otherSettings({ ...object, metadata })] };
}

function settings(name: string, value: Readonly<Record<string, unknown>>): Item {
  return { key: name, name, facts: factsOf(Object.fromEntries(leaves(value))) };
}
