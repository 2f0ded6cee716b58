/** Run by tests as a process of its own: `ensure` on the fixture whose folders stand in the environment. */
import { ensure } from "../../sandbox/tools/ensure";
import type { Release } from "../../sandbox/tools/release/release";
import { hello } from "./fixture";

const env = JSON.parse(process.env.FIXTURE_ENV ?? "{}") as Record<string, string>;

const releases = JSON.parse(process.env.FIXTURE_RELEASES ?? "[]") as readonly Release[];

async function main(): Promise<void> {
  const found = await ensure(["hello"], {
    catalogue: [hello],
    modulesFolder: process.env.FIXTURE_MODULES ?? "",
    releases,
    env,
    progress: "plain",
    timing: { pollMs: 20, renewMs: 100, staleMs: 1_500 },
  });
  console.log(`source=${found.get("hello")?.source}`);
}

void main();
