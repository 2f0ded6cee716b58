/** Where a server keeps its samples. */
import { isMap } from "../../common/maps";
import { at, isBlank, UNKNOWN } from "./known";

/** A setting and where it stands. */
export interface Setting {
  readonly path: string;
  /** What is written, or the default that then holds; undefined where nothing is set; UNKNOWN before the deployment. */
  readonly value: unknown;
  /** Whose default the value is. */
  readonly default?: "the chart's" | "the operator's" | "Prometheus' own";
}

/** A volume. */
export interface Storage {
  readonly path: string;
  /** claim: a volume of its own that outlives the pod; existing: a claim that is made elsewhere. */
  readonly kind: "claim" | "existing" | "ephemeral" | "emptyDir" | "absent" | "unknown";
  /** Sizes of the claim; the first is what it asks for. */
  readonly sizes: readonly Setting[];
}

/** What the operator makes of a storage spec: an emptyDir wins over an ephemeral volume, and that over a claim. */
export function operatedStorage(storage: unknown, path: string): Storage {
  if (storage === UNKNOWN) return { path, kind: "unknown", sizes: [] };
  if (!isBlank(at(storage, "emptyDir"))) return { path: `${path}.emptyDir`, kind: "emptyDir", sizes: [] };
  if (!isBlank(at(storage, "ephemeral"))) return { path: `${path}.ephemeral`, kind: "ephemeral", sizes: [] };
  const template = at(storage, "volumeClaimTemplate");
  if (!isMap(template) && template !== UNKNOWN) return { path, kind: "absent", sizes: [] };
  return claim(template, `${path}.volumeClaimTemplate`);
}

/** A claim or a template of one: what it asks for, and its limit where it has one. */
export function claim(body: unknown, path: string): Storage {
  if (body === UNKNOWN) return { path, kind: "unknown", sizes: [] };
  const place = path === "" ? "" : `${path}.`;
  const resources = at(body, "spec", "resources");
  const limit = at(resources, "limits", "storage");
  return {
    path,
    kind: "claim",
    sizes: [
      { path: `${place}spec.resources.requests.storage`, value: at(resources, "requests", "storage") },
      ...(isBlank(limit) ? [] : [{ path: `${place}spec.resources.limits.storage`, value: limit }]),
    ],
  };
}
