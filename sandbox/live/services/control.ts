/** The port of a sample service that no user sees: its metrics, and the switches for faults. */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { serveMetrics, type Exposed } from "../../../instrumentation";
import { LOOPBACK } from "../../cluster/ports";
import { faultSchema, type Faults } from "./faults";

/** What the port is opened with. */
export interface ControlOptions {
  readonly port: number;
  readonly registry: Exposed;
  readonly faults: Faults;
  /** What `Authorization: Bearer` has to have for the switches. */
  readonly token: string;
}

/** Bytes that a fault takes at most. */
const BODY_LIMIT = 1000;

/** Serves `/metrics` and `/faults` on loopback: GET tells the fault, POST sets it, `{}` ends it. */
export function serveControl({ port, registry, faults, token }: ControlOptions): void {
  const metrics = serveMetrics(registry);
  listen(port, (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0];
    if (path === "/metrics" && request.method === "GET") void metrics(request, response);
    else if (path !== "/faults") response.writeHead(404).end();
    else if (!isAllowed(request, token)) answer(response, 401, { error: "Authorization: Bearer, with the token." });
    else if (request.method === "GET") answer(response, 200, faults.current);
    else if (request.method === "POST") void setFault(request, response, faults);
    else response.writeHead(405, { allow: "GET, POST" }).end();
  });
}

/** Listens on loopback; a process that can't ends, with a sentence in its log. */
export function listen(port: number, handler: (request: IncomingMessage, response: ServerResponse) => unknown): void {
  createServer(handler)
    .on("error", (error) => {
      console.error(`Port ${port} can't be opened on ${LOOPBACK}: ${error.message}.`);
      process.exit(1);
    })
    .listen(port, LOOPBACK);
}

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const [given, expected] = [headers.authorization ?? "", `Bearer ${token}`].map((text) => Buffer.from(text));
  return given?.length === expected?.length && timingSafeEqual(given ?? Buffer.of(), expected ?? Buffer.of());
}

async function setFault(request: IncomingMessage, response: ServerResponse, faults: Faults): Promise<void> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) return answer(response, 413, { error: `More than ${BODY_LIMIT} bytes.` });
  }
  const { data, error } = faultSchema.safeParse(jsonOf(text));
  if (data === undefined) {
    const problems = error.issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
    return answer(response, 400, { error: `${problems.join("; ")}.` });
  }
  faults.set(data);
  console.log(`fault: ${JSON.stringify(data)}`);
  answer(response, 200, faults.current);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
