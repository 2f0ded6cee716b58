/** Where a server keeps its samples. */
import { isMap } from "../../common/maps";
import { at, isBlank, isHidden } from "./known";

/** A setting and where it stands. */
export interface Setting {
  readonly path: string;
  /** What is written, or the default that then holds; undefined where nothing is set; a mark where it cannot be judged. */
  readonly value: unknown;
  /** Whose default the value is. */
  readonly default?: "the chart's" | "the operator's" | "Prometheus' own";
  /** The unit of a number without one: VictoriaMetrics counts months. */
  readonly bareUnit?: "months";
}

/** A volume. */
export interface Storage {
  readonly path: string;
  /** claim: a volume of its own that outlives the pod; existing: a claim that is made elsewhere. */
  readonly kind: "claim" | "existing" | "ephemeral" | "emptyDir" | "absent" | "hidden";
  /** Sizes of the claim; the first is what it asks for. For one that is hidden the mark. */
  readonly sizes: readonly Setting[];
}

/** What the operator makes of a storage spec: an emptyDir wins over an ephemeral volume, and that over a claim. */
export function operatedStorage(storage: unknown, path: string): Storage {
  if (isHidden(storage)) return hiddenStorage(storage, path);
  if (!isBlank(at(storage, "emptyDir"))) return { path: `${path}.emptyDir`, kind: "emptyDir", sizes: [] };
  if (!isBlank(at(storage, "ephemeral"))) return { path: `${path}.ephemeral`, kind: "ephemeral", sizes: [] };
  const template = at(storage, "volumeClaimTemplate");
  if (!isMap(template) && !isHidden(template)) return { path, kind: "absent", sizes: [] };
  return claim(template, `${path}.volumeClaimTemplate`);
}

/** A claim or a template of one. */
export function claim(body: unknown, path: string): Storage {
  if (isHidden(body)) return hiddenStorage(body, path);
  return claimSpec(at(body, "spec"), path, path === "" ? "spec" : `${path}.spec`);
}

/** The spec of a claim: what it asks for, and its limit where it has one. */
export function claimSpec(spec: unknown, path: string, specPath: string): Storage {
  const resources = at(spec, "resources");
  const request = at(resources, "requests", "storage");
  const limit = at(resources, "limits", "storage");
  return {
    path,
    kind: "claim",
    sizes: [
      { path: `${specPath}.resources.requests.storage`, value: request },
      ...(isBlank(limit) || isHidden(request) ? [] : [{ path: `${specPath}.resources.limits.storage`, value: limit }]),
    ],
  };
}

/** Storage that may be any. */
export function hiddenStorage(value: unknown, path: string): Storage {
  return { path, kind: "hidden", sizes: [{ path, value }] };
}
