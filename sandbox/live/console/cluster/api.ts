/** The API server, by HTTP and a token: its client library would take as much memory as all the rest of the console. */
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import type { z } from "zod";
import { fetchJson, fetchText, type Outgoing } from "../http/client";

/** Where the API server is, and what is signed in with. */
export interface ApiAccess {
  readonly apiServer: string;
  /** Read at each request. */
  readonly tokenFile: string;
  readonly caFile: string;
}

/** A client of the API server. What it throws are sentences, without the token. */
export class ApiServer {
  private agent: Agent | undefined;

  constructor(private readonly access: ApiAccess) {}

  /** @throws Error where it can't be reached, refuses, or answers something else. */
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    return fetchJson(this.url(path), schema, this.signedIn());
  }

  /** Changes an object by a strategic merge patch. @throws as `get`. */
  async patch(path: string, change: unknown): Promise<void> {
    const { headers, ...signedIn } = this.signedIn();
    await fetchText(this.url(path), {
      ...signedIn,
      method: "PATCH",
      headers: { ...headers, "Content-Type": "application/strategic-merge-patch+json" },
      body: JSON.stringify(change),
    });
  }

  private url(path: string): URL {
    return new URL(path, this.access.apiServer);
  }

  private signedIn(): Outgoing {
    const { apiServer, tokenFile, caFile } = this.access;
    if (apiServer.startsWith("https:")) this.agent ??= new Agent({ keepAlive: true, ca: readFileSync(caFile, "utf8") });
    const token = readFileSync(tokenFile, "utf8").trim();
    return {
      headers: { Accept: "application/json", Authorization: `Bearer ${token}` },
      ...(this.agent && { agent: this.agent }),
    };
  }
}
