/** Bodies in JSON that people and the page send. */
import type { z } from "zod";
import { RequestError, type Incoming } from "./message";

/**
 * The body, as a schema has it.
 *
 * @throws RequestError of 400 that names every field that is wrong.
 */
export function bodyOf<Schema extends z.ZodType>({ body }: Incoming, schema: Schema): z.output<Schema> {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    throw new RequestError(400, "The body has to be JSON.");
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  throw new RequestError(400, `The body is wrong: ${problems.join("; ")}.`);
}
