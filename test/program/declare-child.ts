/** Prints as JSON what the program declares for the configuration in the first argument. A program can be run once in a process. */
import type { RawConfig } from "../../config/raw";
import { collectGraph } from "../../render/graph";

async function main(): Promise<void> {
  const config = JSON.parse(process.argv[2] ?? "{}") as RawConfig;
  const program = () => (require("../../index") as typeof import("../../index"))();
  process.stdout.write(JSON.stringify(await collectGraph("monitoring", "test", config, program)));
}

void main();
