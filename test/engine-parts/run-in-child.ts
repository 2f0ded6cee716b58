/**
 * Deploys the fixture in a process of its own, to which a test can send signals. Arguments: the
 * engine's folder, and {@link FixtureOptions} as JSON.
 */
import { up } from "../../sandbox/engine/commands";
import { fixtureWorkspace } from "./support";

async function main(): Promise<void> {
  const [dir = "", options = "{}"] = process.argv.slice(2);
  const workspace = await fixtureWorkspace(dir, JSON.parse(options));
  await up(workspace, { log: (line) => console.log(line) });
}

main().then(
  () => console.log("ENDED"),
  (error: Error) => console.log(`FAILED ${error.message}`),
);
