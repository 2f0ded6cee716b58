/** Requests to other processes, by Node's own client: another one would take more memory than the rest of the console. */
import * as http from "node:http";
import * as https from "node:https";
import type { z } from "zod";

/** An answer takes milliseconds on an idle machine. */
const TIMEOUT_MS = 10_000;

/** What is sent. */
export interface Outgoing {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: Node's. */
  readonly agent?: http.Agent;
  readonly timeoutMs?: number;
}

/**
 * The body of an answer.
 *
 * @throws Error as a sentence where nothing answers in time, or the status is not one of the 200s.
 */
export function fetchText(url: URL, outgoing: Outgoing = {}): Promise<string> {
  const { method = "GET", headers, body, agent, timeoutMs = TIMEOUT_MS } = outgoing;
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${method} ${url.pathname} at ${url.origin}: ${reason}.`));
    const options = { method, ...(headers && { headers }), ...(agent && { agent }), timeout: timeoutMs };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", ({ message }) => fail(message));
      response.on("end", () => {
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve(Buffer.concat(chunks).toString("utf8"));
        else fail(`answer ${statusCode}`);
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    sent.on("error", ({ message }) => fail(message));
    sent.end(body);
  });
}

/** An answer in JSON. @throws what {@link fetchText} throws, and Error where it is not what the schema says. */
export async function fetchJson<Schema extends z.ZodType>(
  url: URL,
  schema: Schema,
  outgoing: Outgoing = {},
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(json(await fetchText(url, outgoing)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `The answer of ${url.origin} to ${url.pathname} is not what it should be: ${issue?.path.join(".")}: ${issue?.message}.`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
