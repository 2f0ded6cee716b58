import assert from "node:assert/strict";
import { collectorArguments } from "../../exporters/postgres/collectors";
import { olderArguments } from "../../sandbox/servers/postgres/older-exporter";

describe("the arguments for postgres_exporter 0.19.1", () => {
  it("name the collector of slots as it was called, on or off", () => {
    assert.deepEqual(olderArguments(["--collector.replication_slots", "--no-collector.replication_slots"]), [
      "--collector.replication_slot",
      "--no-collector.replication_slot",
    ]);
  });

  it("leave out what it always asks for", () => {
    assert.deepEqual(
      olderArguments([
        "--collector.settings",
        "--collector.stat_activity",
        "--no-collector.stat_archiver",
        "--no-collector.stat_replication",
      ]),
      [],
    );
  });

  it("keep everything else as it is, in its order", () => {
    const others = [
      "--web.listen-address=:9187",
      "--collector.stat_statements",
      "--collector.stat_statements.limit=100",
      "--no-such-flag",
      "--no-collector.stat_activity_autovacuum",
    ];
    assert.deepEqual(olderArguments(others), others);
  });

  it("have a flag for each of its 22 collectors", () => {
    assert.equal(olderArguments(collectorArguments({ engine: "postgres", collectorsOff: [] })).length, 22);
  });
});
