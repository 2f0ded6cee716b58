import assert from "node:assert/strict";
import pMap from "p-map";
import { choosePostgres, findRedis } from "../../../sandbox/servers";
import { ensureTools } from "../../../sandbox/tools";
import { firedAlerts } from "./evaluate";
import type { Phase } from "./held";
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
  const seen = new Map<Situation, readonly Phase[]>();
  const failed = new Map<Situation, unknown>();
  let fired: ReadonlyMap<string, readonly string[]>;

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
            seen.set(situation, await Lab.with((lab) => situation.run(lab)));
          } catch (error) {
            failed.set(situation, error);
          }
        },
        { concurrency: CONCURRENCY },
      );
    });
    fired = await firedAlerts(seen);
  });

  for (const situation of situations) {
    const { name, about, kind, fires } = situation;
    it(`a ${kind} ${about}: ${fires.length === 0 ? "nothing fires" : fires.join(" and ")}`, () => {
      if (failed.has(situation)) throw failed.get(situation);
      assert.deepEqual(fired.get(name), fires);
    });
  }

  it("any of them: nothing fires about the rest of the cluster", () => assert.deepEqual(fired.get("") ?? [], []));
});
