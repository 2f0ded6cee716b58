/** What a stack declares, as files that people and other tools read. */
import { stringify } from "yaml";
import { withoutSecrets } from "../secrets/mask";
import type { DeclaredResource, Graph } from "./graph";

/** Texts by path, relative to the output folder. */
export type RenderedFiles = ReadonlyMap<string, string>;

/** The parts of a Kubernetes object that its file is chosen by. */
interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
  readonly spec?: unknown;
  readonly data?: Record<string, string>;
}

/** Type token of the Helm release. */
export const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/** Every file of one stack: the same graph gives the same bytes. No file holds a secret, also none that somebody wrote into a value. */
export function renderFiles(graph: Graph): RenderedFiles {
  const files = graph.resources
    .filter((resource) => resource.custom)
    .flatMap((resource) => filesOf({ ...resource, inputs: withoutSecrets(resource.inputs) }));
  return new Map(
    [...files, ["outputs.yaml", toYaml(withoutSecrets(graph.outputs))] as const].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function filesOf(resource: DeclaredResource): readonly (readonly [string, string])[] {
  if (resource.type === RELEASE_TYPE) return releaseFiles(resource);
  if (!resource.type.startsWith("kubernetes:"))
    return [[resourcePath(resource), toYaml({ type: resource.type, ...resource.inputs })]];
  const object = kubernetesObject(resource);
  if (object.kind === "PrometheusRule") return [[`rules/${object.metadata?.name}.yaml`, toYaml(object.spec)]];
  if (object.metadata?.labels?.["grafana_dashboard"] !== undefined) {
    return Object.entries(object.data ?? {}).map(([file, text]) => [`dashboards/${file}`, text] as const);
  }
  return [[manifestPath(object), toYaml(object)]];
}

/** The release's values, Alertmanager's configuration and templates out of them, and the other arguments. */
function releaseFiles({ inputs }: DeclaredResource): readonly (readonly [string, string])[] {
  const { values, ...release } = inputs as {
    values: { alertmanager?: { config?: unknown; templateFiles?: Record<string, string> } };
  };
  return [
    ["values.yaml", toYaml(values)],
    ["release.yaml", toYaml(release)],
    ["alertmanager.yaml", toYaml(values.alertmanager?.config ?? {})],
    ...Object.entries(values.alertmanager?.templateFiles ?? {}).map(
      ([name, text]) => [`alertmanager/${name}`, text] as const,
    ),
  ];
}

/** A resource of the Kubernetes provider as the API server gets it: kind and version follow from the type token. */
function kubernetesObject({ type, inputs }: DeclaredResource): KubernetesObject {
  const [, version, kind] = /^kubernetes:(?:core\/)?(.+):(.+)$/.exec(type) ?? [];
  return { apiVersion: version, kind, ...inputs };
}

function manifestPath({ kind, metadata }: KubernetesObject): string {
  return `manifests/${[kind, metadata?.namespace, metadata?.name]
    .filter((part) => part !== undefined)
    .join("-")
    .toLowerCase()}.yaml`;
}

/** A resource that is no Kubernetes object: its kind and its name in the program. */
function resourcePath({ type, name }: DeclaredResource): string {
  return `manifests/${type.split(":").at(-1)}-${name}.yaml`.toLowerCase();
}

/** A value as the files have it: maps in the order of their keys. */
export function toYaml(value: unknown): string {
  return stringify(value, { sortMapEntries: true, lineWidth: 0 });
}
