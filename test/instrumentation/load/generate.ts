/** Makes the requests of a plan, and records the outcome of each. */
import { Agent, request } from "node:http";
import type { Planned, Seen } from "./plan";

/** How many requests are under way at a time. */
const CONNECTIONS = 40;

/** The requests of the plan, `/tasks/<index>` each; abandoned ones are left after their time. */
export async function generate(port: number, plan: readonly Planned[]): Promise<Seen[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const seen: Seen[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < plan.length) {
      const index = next++;
      const planned = plan[index] as Planned;
      seen.push(await (planned.status === 499 ? abandon : ask)(port, agent, index, planned));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  agent.destroy();
  return seen;
}

function ask(port: number, agent: Agent, index: number): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    request({ port, agent, path: `/tasks/${index}` }, (response) => {
      response
        .resume()
        .on("end", () => resolve({ status: response.statusCode ?? 0, seconds: (performance.now() - start) / 1000 }));
    })
      .on("error", reject)
      .end();
  });
}

function abandon(port: number, agent: Agent, index: number, { milliseconds }: Planned): Promise<Seen> {
  return new Promise((resolve) => {
    const start = performance.now();
    const sent = request({ port, agent, path: `/tasks/${index}` }, (response) => response.resume());
    sent.on("error", () => resolve({ status: 499, seconds: (performance.now() - start) / 1000 })).end();
    setTimeout(() => sent.destroy(new Error("left")), milliseconds);
  });
}
