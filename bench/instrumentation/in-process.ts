/** What requests cost where neither sockets nor another process add their noise. */
import { emit } from "../../test/instrumentation/emitted";
import { applications, paths, twoCalls } from "./applications";
import { medianOf } from "./median";

/** CPU time of one request in each application: medians of rounds in which all come one after the other. Microseconds. */
export async function measureInProcess(rounds: number, requests: number): Promise<Map<string, number>> {
  const running = await Promise.all(Object.entries(applications).map(async ([name, make]) => ({ name, ...(await make()), rounds: [] as number[] })));
  for (let round = 0; round <= rounds; round++) {
    for (const { listener, rounds: mine } of running) {
      const before = process.cpuUsage();
      for (let index = 0; index < requests; index++) await emit(listener, "GET", paths[index % paths.length] as string);
      const { user, system } = process.cpuUsage(before);
      if (round > 0) mine.push((user + system) / requests);
    }
  }
  return new Map(running.map(({ name, rounds: mine }) => [name, medianOf(mine)]));
}

/** CPU time of prom-client's `inc` and `observe`, one after the other, in a loop. Microseconds. */
export function measureTwoCalls(rounds: number, calls: number): number {
  let count = (): void => undefined;
  twoCalls((counting) => (count = counting));
  const measured: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    for (let call = 0; call < calls; call++) count();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) measured.push((user + system) / calls);
  }
  return medianOf(measured);
}
