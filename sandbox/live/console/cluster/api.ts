/** The API server, by HTTP and a token: the client library would take as much memory as all the rest of the console. */
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { z } from "zod";

/** An answer takes milliseconds on an idle machine. */
const TIMEOUT_MS = 10_000;

/** Where the API server is, and what is signed in with. */
export interface ApiAccess {
  readonly apiServer: string;
  /** Read at each request. */
  readonly tokenFile: string;
  readonly caFile: string;
}

/** What is sent. */
interface ApiRequest {
  readonly method: "GET" | "PATCH";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** A client of the API server. */
export class ApiServer {
  private agent: http.Agent | undefined;

  constructor(private readonly access: ApiAccess) {}

  /** @throws Error as a sentence where it can't be reached, refuses, or answers something else. */
  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const parsed = schema.safeParse(JSON.parse(await this.send({ method: "GET", path })));
    if (!parsed.success)
      throw new Error(
        `The API server's answer to ${path} is not what it should be: ${parsed.error.issues[0]?.message}.`,
      );
    return parsed.data;
  }

  /** Changes an object by a strategic merge patch. @throws Error as a sentence, as `get`. */
  async patch(path: string, body: unknown): Promise<void> {
    await this.send({ method: "PATCH", path, body });
  }

  private send({ method, path, body }: ApiRequest): Promise<string> {
    const { apiServer, tokenFile, caFile } = this.access;
    const url = new URL(path, apiServer);
    const { Agent, request } = url.protocol === "https:" ? https : http;
    this.agent ??= new Agent({
      keepAlive: true,
      ...(url.protocol === "https:" ? { ca: readFileSync(caFile, "utf8") } : {}),
    });
    const headers: http.OutgoingHttpHeaders = {
      Accept: "application/json",
      Authorization: `Bearer ${readFileSync(tokenFile, "utf8").trim()}`,
      ...(body === undefined ? {} : { "Content-Type": "application/strategic-merge-patch+json" }),
    };
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => reject(new Error(`${method} ${url.pathname} at ${apiServer}: ${reason}.`));
      const sent = request(url, { method, headers, agent: this.agent, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", ({ message }) => fail(message));
        response.on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve(Buffer.concat(chunks).toString("utf8"));
          else fail(`answer ${statusCode}`);
        });
      });
      sent.on("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      sent.on("error", ({ message }) => fail(message));
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
