/** A last guard: secrets that somebody wrote into chart values in plain text. */
import { MASK } from "./graph";

/** Paths of values that are secrets themselves, and not the name or the file of one. */
const SECRET = /(password|passwd|token|client_?secret|api_?key|private_?key|secret_?key|routing_?key|webhook_?url|slack_api_url|slack_configs\.api_url)$/i;

/** Replaces the texts at such paths by {@link MASK}; `$__env{...}` and the like only say where a value comes from. */
export function withoutPlainSecrets(value: unknown, path = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutPlainSecrets(item, path));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutPlainSecrets(field, `${path}.${key}`)]));
  }
  return typeof value === "string" && value !== "" && !value.startsWith("$") && SECRET.test(path) ? MASK : value;
}
