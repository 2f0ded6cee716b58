import assert from "node:assert/strict";
import pMap from "p-map";
import { choosePostgres, findRedis } from "../../../sandbox/servers";
import { ensureTools } from "../../../sandbox/tools";
import { firedAlerts, type Seen } from "./evaluate";
import { Lab } from "./lab";
import { postgresSituations, preparePostgres } from "./postgres-situations";
import { redisSituations } from "./redis-situations";
import type { Situation } from "./situation";

const situations: readonly Situation[] = [...postgresSituations, ...redisSituations];

/** At a time: most of them wait, for timeouts and for each other. */
const CONCURRENCY = 3;

describe("the real exporter in front of", function () {
  // Half a minute on two idle cores.
  this.timeout("10m");
  const seen = new Map<Situation, readonly Seen[]>();
  const failed = new Map<Situation, unknown>();
  let fired: ReadonlyMap<Seen, readonly string[]>;

  before(async function () {
    this.timeout("60m");
    await ensureTools(["postgres_exporter", "redis_exporter", "promtool"]);
    // Each says in a sentence how to get one where there is none.
    choosePostgres();
    findRedis();
    await Lab.with(async (shared) => {
      preparePostgres(shared);
      await pMap(
        situations,
        async (situation) => {
          try {
            const phases = await Lab.with((lab) => situation.run(lab));
            const deployed: Seen = { situation, phases };
            seen.set(
              situation,
              situation.kind === "database" ? [deployed, { ...deployed, before020: true }] : [deployed],
            );
          } catch (error) {
            failed.set(situation, error);
          }
        },
        { concurrency: CONCURRENCY },
      );
    });
    fired = await firedAlerts([...seen.values()].flat());
  });

  for (const situation of situations) {
    const { about, kind, fires, firesBefore020 = fires } = situation;
    it(`a ${kind} ${about}: ${fires.length === 0 ? "nothing fires" : fires.join(" and ")}`, () => {
      if (failed.has(situation)) throw failed.get(situation);
      const [deployed, older] = seen.get(situation) ?? [];
      assert.deepEqual(deployed && fired.get(deployed), fires);
      if (older !== undefined)
        assert.deepEqual(fired.get(older), firesBefore020, "with the metrics of postgres_exporter 0.19.1");
    });
  }
});
