/** Starts a cluster in the folder given as argument and ends: for tests on what outlives it. */
import { startCluster } from "../../sandbox/cluster";
import { realTools } from "./support";

async function main(): Promise<void> {
  const dir = process.argv[2];
  if (dir === undefined) throw new Error("Give the folder of the cluster.");
  await startCluster({ dir, tools: await realTools(), log: console.log });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
