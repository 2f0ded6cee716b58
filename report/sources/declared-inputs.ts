/** The inputs of a deployed resource, without what only a deployment adds. */
import { CREDENTIALS_VERSION_ANNOTATION } from "../../components/credentials/names";
import { RELEASE_TYPE } from "../../render/files";
import { PLACEHOLDER_VERSION } from "../../render/placeholders";
import { MASK } from "../../secrets/mask";

type Inputs = Readonly<Record<string, unknown>>;

/** What stands for a Secret's keys where they are encrypted together with the values. */
export const UNKNOWN_KEYS = MASK;

/**
 * Inputs as the program declares them, so far as that can be told from the state.
 *
 * @param type the resource's type token.
 * @param inputs inputs of the state, with secrets masked.
 * @param ids what the rendering has in place of ids that a deployment got.
 */
export function declaredInputs(
  type: string,
  inputs: Inputs,
  ids: ReadonlyMap<string, string>,
): Record<string, unknown> {
  if (type === RELEASE_TYPE) return replaced(releaseInputs(inputs), versionsInAnnotations);
  if (type === "kubernetes:core/v1:Secret") return secretInputs(inputs);
  if (type.startsWith("kubernetes:")) return replaced(inputs, versionsInAnnotations);
  const bridged = withoutDefaults(inputs) as Record<string, unknown>;
  if (!type.startsWith("aws:")) return bridged;
  // Since version 7 the aws provider writes its own region into every resource.
  const { region: _region, ...others } = bridged;
  return replaced(others, (_key, value) => ids.get(String(value)) ?? value);
}

/** The provider writes every argument's default, all of them "off", and resolves the chart; the SDK's own mark is dropped. */
function releaseInputs({ resourceNames: _names, checksum: _checksum, ...inputs }: Inputs): Record<string, unknown> {
  const set = Object.entries(inputs).filter(([, value]) => value !== false && value !== "" && value !== null);
  const { version, ...release } = Object.fromEntries(set);
  // The version of a chart on disk is the chart's, not the program's.
  const onDisk = /^[./]/.test(String(inputs["chart"]));
  return { ...release, compat: "true", ...(onDisk || version === undefined ? {} : { version }) };
}

/** The provider moves texts to `data` and encrypts that as a whole. */
function secretInputs({ data, ...inputs }: Inputs): Record<string, unknown> {
  return data === undefined ? { ...inputs } : { ...inputs, stringData: data === MASK ? UNKNOWN_KEYS : data };
}

/** Drops what bridged providers note down, and the values that they filled in by it (`__defaults` names them). */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  const { __defaults: defaults, ...fields } = value as Inputs;
  const filled = Array.isArray(defaults) ? defaults : [];
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => !filled.includes(key))
      .map(([key, field]) => [key, withoutDefaults(field)]),
  );
}

/** A rotated secret is no change of the program. Where a pod reads several, their versions stand side by side. */
function versionsInAnnotations(key: string, value: unknown): unknown {
  if (key !== CREDENTIALS_VERSION_ANNOTATION || typeof value !== "string") return value;
  return value
    .split(" ")
    .map((version) => (version === "none" ? version : PLACEHOLDER_VERSION))
    .join(" ");
}

/** Replaces leaves, however deep. */
function replaced(value: Inputs, replace: (key: string, leaf: unknown) => unknown): Record<string, unknown> {
  const visit = (key: string, field: unknown): unknown => {
    if (Array.isArray(field)) return field.map((item) => visit(key, item));
    if (typeof field !== "object" || field === null) return replace(key, field);
    return Object.fromEntries(Object.entries(field).map(([name, inner]) => [name, visit(name, inner)]));
  };
  return visit("", value) as Record<string, unknown>;
}
