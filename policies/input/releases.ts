/** What Helm is given: by a release, by a chart that Pulumi renders, or by the object of a controller that runs Helm. */
import { isMap } from "../../common/maps";
import { CHART_NAME } from "../../chart-values/version";
import { pathOf } from "../../secrets/leaves";
import type { Resource } from "../rule";
import { at, isBlank, isHidden, items, shown } from "./known";
import { groupOf, inside, type KubernetesObject } from "./object";
import { HELM_TYPES, objectsOf } from "./objects";
import { perResource } from "./per-resource";
import { documentsIn } from "./yaml-text";

/** A chart with values for it. */
export interface HelmInput {
  /** Name of the chart without repository, folder, version and ending; undefined where it is not known. */
  readonly chart: string | undefined;
  /** Whether it is kube-prometheus-stack itself, whose layout and defaults are known. */
  readonly isStack: boolean;
  /** The values, with what `additionalConfig` lays over the chart's custom resources in its place. */
  readonly values: unknown;
  /** Where the values stand in the resource. */
  readonly path: string;
  /** Namespace that it is installed into. */
  readonly namespace: unknown;
  /** Values that are given and cannot be read, a sentence each. */
  readonly unread: readonly string[];
}

/** What a resource gives to Helm; empty for any other. */
export const helmInputs = perResource((resource: Resource): readonly HelmInput[] => {
  if (!HELM_TYPES.includes(resource.type)) return objectsOf(resource).flatMap(controllerInputs);
  const { props } = resource;
  const files = isBlank(at(props, "valueYamlFiles"))
    ? []
    : ["valueYamlFiles holds values that are not merged yet; only values is allowed."];
  return [
    helmInput(at(props, "chart"), at(props, "values"), "values", {
      namespace: at(props, "namespace"),
      unread: files,
    }),
    ...objectsOf(resource).flatMap(controllerInputs),
  ];
});

/** The objects of Flux, Argo CD and the Helm controller of k3s. */
function controllerInputs(object: KubernetesObject): HelmInput[] {
  const group = groupOf(object);
  const { kind } = object;
  if (group === "helm.toolkit.fluxcd.io" && kind === "HelmRelease") return fluxInputs(object);
  if (group === "argoproj.io" && (kind === "Application" || kind === "ApplicationSet")) return argoInputs(object);
  if (group === "helm.cattle.io" && (kind === "HelmChart" || kind === "HelmChartConfig")) return k3sInputs(object);
  return [];
}

function fluxInputs(object: KubernetesObject): HelmInput[] {
  const spec = at(object.body, "spec");
  const unread = isBlank(at(spec, "valuesFrom"))
    ? []
    : [`${inside(object, "spec.valuesFrom")} holds values that cannot be read; only values is allowed.`];
  return [
    helmInput(at(spec, "chart", "spec", "chart"), at(spec, "values"), inside(object, "spec.values"), {
      namespace: at(spec, "targetNamespace"),
      unread,
    }),
  ];
}

function argoInputs(object: KubernetesObject): HelmInput[] {
  const isSet = object.kind === "ApplicationSet";
  const place = inside(object, isSet ? "spec.template.spec" : "spec");
  const application = isSet ? at(object.body, "spec", "template", "spec") : at(object.body, "spec");
  const namespace = at(application, "destination", "namespace");
  const sources = [
    [`${place}.source`, at(application, "source")] as const,
    ...items(at(application, "sources")).map(([index, source]) => [`${place}.sources[${index}]`, source] as const),
  ].filter(([, source]) => !isBlank(source));
  return sources.flatMap(([path, source]) => {
    const chart = at(source, "chart") ?? at(source, "path");
    const helm = at(source, "helm");
    const unread = ["valueFiles", "fileParameters"]
      .filter((key) => !isBlank(at(helm, key)))
      .map((key) => `${path}.helm.${key} holds values that cannot be read; only valuesObject is allowed.`);
    const named = isBlank(at(helm, "parameters")) ? undefined : fromParameters(at(helm, "parameters"));
    // Argo CD prefers valuesObject.
    const text = isBlank(at(helm, "valuesObject")) ? at(helm, "values") : undefined;
    const given = isBlank(text)
      ? { path: `${path}.helm.valuesObject`, values: at(helm, "valuesObject"), unread: [] }
      : fromText(text, `${path}.helm.values`);
    return [
      helmInput(
        chart,
        merged(given.values, named),
        isBlank(given.values) && named !== undefined ? `${path}.helm.parameters` : given.path,
        {
          namespace,
          unread: [...unread, ...given.unread],
        },
      ),
    ];
  });
}

function k3sInputs(object: KubernetesObject): HelmInput[] {
  const spec = at(object.body, "spec");
  const chart = at(spec, "chart") ?? at(object.body, "metadata", "name");
  const namespace = at(spec, "targetNamespace");
  const text = at(spec, "valuesContent");
  const set = at(spec, "set");
  const given = fromText(text, inside(object, "spec.valuesContent"));
  return [
    helmInput(
      chart,
      merged(given.values, isBlank(set) ? undefined : nested(set)),
      isBlank(text) ? inside(object, "spec.set") : given.path,
      {
        namespace,
        unread: given.unread,
      },
    ),
  ];
}

/** Values that are written as a text. */
function fromText(text: unknown, path: string): Pick<HelmInput, "values" | "path" | "unread"> {
  if (isBlank(text) || isHidden(text)) return { values: isHidden(text) ? text : undefined, path, unread: [] };
  const values = typeof text === "string" ? documentsIn(text)?.[0] : undefined;
  const unread = isMap(values) ? [] : [`${path} is a template or no YAML map; only plain values are allowed.`];
  return { values, path, unread };
}

/** Values with others laid over them; hidden where either is. */
function merged(under: unknown, over: unknown): unknown {
  if (over === undefined || isHidden(under)) return under;
  if (!isMap(under) || !isMap(over)) return over;
  return {
    ...under,
    ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merged(under[key], value)])),
  };
}

/** Argo CD's parameters are what `helm --set` takes: dotted names with a value each. */
function fromParameters(parameters: unknown): unknown {
  if (isHidden(parameters)) return parameters;
  const names = items(parameters).map(([, item]) => at(item, "name"));
  const hidden = names.find(isHidden);
  if (hidden !== undefined) return hidden;
  return nested(Object.fromEntries(items(parameters).map(([, item]) => [String(at(item, "name")), at(item, "value")])));
}

/** Dotted names, as `helm --set` takes them, as maps in maps. A place in a list becomes a key of its own, and `\.` is a dot. */
function nested(flat: unknown): unknown {
  if (!isMap(flat)) return flat;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    const keys = name
      .split(/(?<!\\)\.|\[|\]/)
      .filter((key) => key !== "")
      .map((key) => key.replaceAll("\\.", "."));
    let inner = values;
    for (const key of keys.slice(0, -1)) {
      if (!isMap(inner[key])) inner[key] = {};
      inner = inner[key] as Record<string, unknown>;
    }
    inner[keys.at(-1) ?? ""] = value;
  }
  return values;
}

interface Rest {
  readonly namespace: unknown;
  readonly unread?: readonly string[];
}

function helmInput(reference: unknown, given: unknown, path: string, { namespace, unread = [] }: Rest): HelmInput {
  const chart = chartName(reference);
  const hidden = isHidden(reference)
    ? [`${path === "values" ? "chart" : `the chart of ${path}`} is ${shown(reference)}.`]
    : [];
  const texts: string[] = [];
  const values = overlaid(given, path, texts);
  return { chart, isStack: chart === CHART_NAME, values, path, namespace, unread: [...hidden, ...unread, ...texts] };
}

/** The name of a chart in a repository, an OCI reference, a folder or an archive: the last part, without version and ending. */
function chartName(reference: unknown): string | undefined {
  if (typeof reference !== "string") return undefined;
  const last =
    reference
      .replace(/[/\\]+$/, "")
      .split(/[/\\]/)
      .at(-1) ?? "";
  return last
    .replace(/@sha256:.*$/, "")
    .replace(/:[^:]*$/, "")
    .replace(/\.(tgz|tar\.gz)$/, "")
    .replace(/-v?\d+\.\d+\.\d+([-+].*)?$/, "");
}

/**
 * The values in which each custom resource of the chart has what `additionalConfig` and `additionalConfigString` lay over it: the
 * chart adds both last. Texts that cannot be read are noted.
 */
function overlaid(value: unknown, path: string, unread: string[]): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown, index) => overlaid(item, pathOf(path, String(index), true), unread));
  if (!isMap(value)) return value;
  const { additionalConfig, additionalConfigString, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, overlaid(inner, pathOf(path, key, false), unread)]),
  );
  const text = isHidden(additionalConfigString) ? additionalConfigString : documentOf(additionalConfigString);
  if (!isBlank(additionalConfigString) && !isMap(text))
    unread.push(`${path}.additionalConfigString is a template or no YAML map; only additionalConfig is allowed.`);
  const overlays = [additionalConfig, text];
  return overlays.find(isHidden) ?? Object.assign(rest, ...overlays.filter(isMap));
}

function documentOf(text: unknown): unknown {
  return typeof text === "string" ? documentsIn(text)?.[0] : undefined;
}
