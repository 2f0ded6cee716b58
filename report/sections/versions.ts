/** The chart's version and those of the images. */
import { chartValueItems } from "../chart-values";
import type { Item, Section } from "../model";
import { factsOf, type KubernetesObject, manifests, parsedFile } from "../read";

/** Kinds whose pods the program itself declares. */
const WORKLOAD_KINDS = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"];

/** Chart, images of the program's own workloads, and images that chart values set. */
export const versions: Section = {
  title: "Chart and images",
  noun: ["version", "versions"],
  items: (files) => {
    const release = parsedFile<{ chart?: string; version?: string; repositoryOpts?: { repo?: string } }>(
      files,
      "release.yaml",
    );
    const chart = {
      key: "chart",
      name: "chart",
      facts: factsOf({ chart: release?.chart, version: release?.version, repository: release?.repositoryOpts?.repo }),
    };
    return [
      ...(release === undefined ? [] : [chart]),
      ...imageItems(manifests(files, WORKLOAD_KINDS).flatMap(images)),
      ...chartValueItems(files, "versions"),
    ];
  },
};

/** The images of a workload's containers, wherever its pod template lies. */
function images(workload: KubernetesObject): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, field] of Object.entries(value)) {
      if (key === "image" && typeof field === "string") found.push(field);
      else visit(field);
    }
  };
  visit(workload.spec);
  return found;
}

/** One item for each repository: ten exporters of one image make one line. */
function imageItems(references: readonly string[]): readonly Item[] {
  const parts = references.map(imageParts);
  return [...new Set(parts.map(({ repository }) => repository))].sort().map((repository) => {
    const used = parts.filter((part) => part.repository === repository);
    const distinct = (values: readonly string[]) => [...new Set(values)].sort();
    return {
      key: `image ${repository}`,
      name: `image ${repository}`,
      facts: factsOf({
        version: distinct(used.map(({ tag }) => tag)),
        registry: distinct(used.map(({ registry }) => registry)),
      }),
    };
  });
}

/** `registry:5000/path/name:tag@digest`; without a registry it is Docker Hub's, without a tag latest. */
function imageParts(reference: string): { registry: string; repository: string; tag: string } {
  const [, registry = "docker.io", repository = reference, tag = "latest"] =
    /^(?:([^/]*[.:][^/]*|localhost)\/)?([^:@]+)(?:[:@](.+))?$/.exec(reference) ?? [];
  return { registry, repository, tag };
}
