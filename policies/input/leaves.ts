/** The single values of a resource, each with its place. */
import { isMap } from "./known";
import { pathOf } from "./secret-paths";

/** A value that holds no others. */
export interface Leaf {
  /** Such as `values.grafana.adminPassword`. */
  readonly path: string;
  /** The name of the setting: its key, or for the value of a list of names and values the name. */
  readonly name: string;
  readonly value: unknown;
  /** Whether it is the data of a Kubernetes Secret that is written into another resource. */
  readonly inSecret: boolean;
}

/** All leaves below a value. */
export function leavesOf(value: unknown, path = "", name = "", inSecret = false): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, name, value, inSecret }];
  const isSecret = isMap(value) && value["kind"] === "Secret" && value["apiVersion"] === "v1";
  const given = isMap(value) && typeof value["name"] === "string" ? value["name"] : undefined;
  return Object.entries(value).flatMap(([key, inner]) => {
    const innerName = Array.isArray(value) ? name : key === "value" && given !== undefined ? given : key;
    return leavesOf(inner, pathOf(path, key, Array.isArray(value)), innerName, inSecret || (isSecret && (key === "data" || key === "stringData")));
  });
}
