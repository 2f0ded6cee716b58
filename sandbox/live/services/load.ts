/** Steady, low load on the sample services, whatever they answer: `load.ts SETTINGS.json`. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { LOOPBACK } from "../../cluster/ports";
import { loadSchema, readSettings } from "./settings";

/** What is asked of a service: method, path, and how often of a hundred requests. */
type Mix = readonly (readonly [method: string, path: () => string, share: number])[];

/** Customers and orders that are asked for; few, so that the cache has most of them. */
const [CUSTOMERS, ORDERS] = [20, 100];

/** A request that takes longer is given up. Milliseconds. */
const TIMEOUT_MS = 10_000;

/** No more requests of a replica wait at a time: one that is slow gets less load, as it would from people. */
const WAITING_LIMIT = 20;

/** How often the number of requests is logged. Milliseconds. */
const LOG_EVERY_MS = 60_000;

const MIX: Readonly<Record<"api" | "web", Mix>> = {
  api: [
    ["GET", () => `/orders/${any(ORDERS)}`, 65],
    ["GET", () => `/orders?customer=customer-${any(CUSTOMERS)}`, 20],
    ["POST", () => "/orders", 10],
    ["PATCH", () => `/orders/${any(ORDERS)}`, 5],
  ],
  web: [
    ["GET", () => "/", 20],
    ["GET", () => `/account/customer-${any(CUSTOMERS)}`, 70],
    ["POST", () => `/session?customer=customer-${any(CUSTOMERS)}`, 10],
  ],
};

/** A whole number from 1 to a limit. */
function any(limit: number): number {
  return 1 + Math.floor(Math.random() * limit);
}

function chosen(mix: Mix): readonly [method: string, path: string] {
  let left = Math.random() * 100;
  const [method, path] = mix.find(([, , share]) => (left -= share) < 0) ?? mix[0] ?? ["GET", () => "/"];
  return [method, path()];
}

const agent = new Agent({ keepAlive: true, maxSockets: WAITING_LIMIT });
const counts: Record<string, number> = {};

/** Sends one request and counts its answer. */
function send(port: number, [method, path]: readonly [string, string]): Promise<void> {
  return new Promise((resolve) => {
    const ended = (outcome: string) => {
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      resolve();
    };
    const sent = request({ host: LOOPBACK, port, method, path, agent, timeout: TIMEOUT_MS });
    sent.on("response", (response) => {
      response.resume().on("close", () => ended(`${Math.floor((response.statusCode ?? 0) / 100)}xx`));
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => ended("no answer"));
    sent.end();
  });
}

async function run(service: "api" | "web", port: number, perSecond: number): Promise<never> {
  let waiting = 0;
  for (;;) {
    // Between half and one and a half of the mean.
    await sleep((1000 / perSecond) * (0.5 + Math.random()));
    if (waiting >= WAITING_LIMIT) continue;
    waiting += 1;
    void send(port, chosen(MIX[service])).then(() => (waiting -= 1));
  }
}

try {
  const { targets, perSecond } = readSettings(loadSchema, process.argv.slice(2));
  for (const { service, port } of targets) void run(service, port, perSecond);
  setInterval(() => {
    console.log(`${new Date().toISOString()} ${JSON.stringify(counts)}`);
    for (const outcome of Object.keys(counts)) delete counts[outcome];
  }, LOG_EVERY_MS);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
