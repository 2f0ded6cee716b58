import assert from "node:assert/strict";
import { targetLabels, jobs } from "../../naming";
import type { Series } from "../alerts/series";
import { set } from "./simulation";
import { healthyDay, production } from "./targets";
import { HOUR } from "./time";

/** Names that only counters have. */
const COUNTERS =
  /^(node_cpu|node_network|http_request|container_|redis_|prometheus_|alertmanager_|apiserver_).*(_total|_bucket)$|^pg_stat_database_(xact|blks|tup)_|_restarts_total$/;

describe("the simulated targets", () => {
  it("have a target for everything that the production stack names", () => {
    const { config } = production();
    const wanted = [
      ...config.services.flatMap(({ name, namespaces }) => namespaces.map((namespace) => ({ job: name, namespace }))),
      ...config.databases.map(({ name }) => ({ job: jobs.postgres, [targetLabels.database]: name })),
      ...config.caches.map(({ name }) => ({ job: jobs.redis, [targetLabels.cache]: name })),
      ...Object.values(jobs).map((job) => ({ job })),
    ];
    const targets = healthyDay().targets.map(({ labels }) => labels);
    assert.deepEqual(
      wanted.filter(
        (labels) => !targets.some((target) => Object.entries(labels).every(([name, value]) => target[name] === value)),
      ),
      [],
    );
  });

  it("refuse a change of series that they do not have", () =>
    assert.throws(
      () => set("pg_up", { database: "other" }, 0)(healthyDay()),
      /no series pg_up with \{"database":"other"\}/,
    ));

  it("have counters that never fall", () => {
    const counters = healthyDay()
      .targets.flatMap(({ series }) => series)
      .filter(({ metric }) => COUNTERS.test(metric));
    assert.ok(counters.length > 500);
    const falls = ({ samples }: Series): boolean =>
      Array.from({ length: 24 }, (_, hour) => hour * HOUR).some(
        (time) => (samples(time + HOUR) ?? 0) < (samples(time) ?? 0),
      );
    assert.deepEqual(
      counters.filter(falls).map(({ metric }) => metric),
      [],
    );
  });
});
