/** A last guard: secrets that somebody wrote into chart values in plain text. */
import { MASK } from "./graph";

/** Keys whose value is a secret itself, and not the name or the file of one. */
const SECRET_KEY = /(password|passwd|token|client_?secret|api_?key|private_?key|secret_?key|routing_key|webhook_?url|api_url)$/i;

/** Replaces the texts below such keys by {@link MASK}; `$__env{...}` and the like only say where a value comes from. */
export function withoutPlainSecrets(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutPlainSecrets(item, key));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutPlainSecrets(field, name)]));
  return typeof value === "string" && value !== "" && !value.startsWith("$") && SECRET_KEY.test(key) ? MASK : value;
}
