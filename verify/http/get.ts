/** Reading an HTTP API: every answer is checked before it is used. */
import type { z } from "zod";

/** Longer than any query of a healthy server. */
const TIMEOUT_MS = 15_000;

/** Asks for a path of one server; by default with {@link fetch}. A cluster's API server stands between where there is no way around it. */
export type Get = (url: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;

/** What Prometheus asks for where it reads exemplars. */
export const OPEN_METRICS = { accept: "application/openmetrics-text; version=1.0.0; charset=utf-8" };

/** Asks directly. */
export const direct: Get = (url, headers = {}) => fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });

/**
 * Reads a text.
 *
 * @throws Error with a sentence where nobody answers, or with something else than 200.
 */
export async function readText(get: Get, who: string, url: string, headers?: Readonly<Record<string, string>>) {
  const response = await answered(get, who, url, headers);
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${who} answers ${response.status} to ${pathOf(url)}: ${text.slice(0, 200).trim()}`);
  return text;
}

/**
 * Reads JSON of a certain shape.
 *
 * @throws Error with a sentence where nobody answers, or with something else.
 */
export async function readJson<T>(get: Get, who: string, url: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(get, who, url);
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `${who} answers ${pathOf(url)} with something unexpected${issue === undefined ? "" : ` (${issue.path.join(".") || "all of it"}: ${issue.message})`}.`,
  );
}

async function answered(get: Get, who: string, url: string, headers?: Readonly<Record<string, string>>) {
  try {
    return await get(url, headers);
  } catch (error) {
    throw new Error(`${who} does not answer at ${new URL(url).origin}: ${reasonOf(error)}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
