/** The queries of docs/promql-reference.md and the story's, run by promtool on series where the story's are wrong. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { preparePromtool, promtool } from "../alerts/promtool";
import { constant, promtoolSeries, rising, selector, type Series } from "../alerts/series";
import { blocks, page } from "./markdown";

/** When the queries are asked. Seconds after the first sample; late enough for each window. */
const AT_SECONDS = 600;

/** What a query gives: the labels of each value, and the value. */
type Result = readonly (readonly [labels: Series["labels"], value: number])[];

/** One query of the page. */
interface Row {
  readonly heading: string;
  readonly series: readonly Series[];
  readonly gives: Result;
  /** What the story's gives on the same series. */
  readonly story: Result;
}

const api = { namespace: "production", job: "qualisys-api" };
const web = { namespace: "production", job: "qualisys-web" };
const staging = { namespace: "staging", job: "qualisys-api" };

function requests(service: Series["labels"], status: string, perSecond: number): Series {
  return { metric: "http_requests_total", labels: { ...service, route: "/", status }, samples: rising(perSecond) };
}

/** Requests per second that were answered within each bound. */
function answers(service: Series["labels"], perSecond: Readonly<Record<string, number>>): Series[] {
  return Object.entries(perSecond).map(([le, speed]) => ({
    metric: "http_request_duration_seconds_bucket",
    labels: { ...service, le },
    samples: rising(speed),
  }));
}

function cpu(instance: string, mode: string, share: number): Series {
  return { metric: "node_cpu_seconds_total", labels: { instance, cpu: "0", mode }, samples: rising(share) };
}

const server = { database: "main", instance: "10.0.0.5:9187" };

function sessions(state: string, usename: string, count: number, backend = "client backend"): Series {
  return {
    metric: "pg_stat_activity_count",
    labels: { ...server, state, usename, backend_type: backend },
    samples: constant(count),
  };
}

function cache(metric: "hits" | "misses", labels: Series["labels"], start: number, perSecond: number): Series {
  return { metric: `redis_keyspace_${metric}_total`, labels, samples: rising(perSecond, start) };
}

/** Twelve sessions, one of which takes no connection. */
const activity = [
  sessions("idle", "api", 5),
  sessions("idle", "web", 3),
  sessions("active", "api", 3),
  sessions("active", "postgres", 1, "walsender"),
];

const [old, fresh] = [{ instance: "old" }, { instance: "fresh" }];

const rows: readonly Row[] = [
  {
    heading: "Request rate",
    series: [requests(api, "200", 10), requests(web, "200", 0.5), requests(staging, "200", 2)],
    gives: [
      [api, 10],
      [web, 0.5],
      [staging, 2],
    ],
    story: [[{}, 12.5]],
  },
  {
    heading: "Errors",
    series: [requests(api, "200", 10)],
    gives: [[api, 0]],
    story: [],
  },
  {
    heading: "Error ratio",
    series: [requests(api, "200", 99), requests(api, "500", 1), requests(web, "500", 1), requests(staging, "200", 0)],
    gives: [
      [api, 0.01],
      [web, 1],
    ],
    story: [
      [{ ...api, route: "/", status: "500" }, 1],
      [{ ...web, route: "/", status: "500" }, 1],
    ],
  },
  {
    heading: "Latency",
    // 990 quick answers a second of one service, 10 of more than a second of the other: the 950th of all is a quick one.
    series: [
      ...answers(api, { "0.1": 990, "1.0": 990, "2.5": 990, "+Inf": 990 }),
      ...answers(web, { "0.1": 0, "1.0": 0, "2.5": 10, "+Inf": 10 }),
    ],
    gives: [
      [api, 0.095],
      [web, 2.425],
    ],
    story: [[{}, 95 / 990]],
  },
  {
    heading: "CPU usage",
    series: [
      cpu("hot", "idle", 0.05),
      cpu("idle", "idle", 0.95),
      cpu("disk-bound", "idle", 0.1),
      cpu("disk-bound", "iowait", 0.8),
    ],
    gives: [
      [{ instance: "hot" }, 95],
      [{ instance: "idle" }, 5],
      [{ instance: "disk-bound" }, 10],
    ],
    // The mean of 95, 5 and 90.
    story: [[{}, 190 / 3]],
  },
  {
    heading: "Memory usage",
    series: [
      { metric: "node_memory_MemAvailable_bytes", labels: { instance: "a" }, samples: constant(2e9) },
      { metric: "node_memory_MemTotal_bytes", labels: { instance: "a" }, samples: constant(8e9) },
    ],
    gives: [[{ instance: "a" }, 75]],
    story: [[{ instance: "a" }, 75]],
  },
  {
    heading: "Database connections",
    series: activity,
    gives: [
      [{ ...server, state: "idle" }, 8],
      [{ ...server, state: "active" }, 4],
    ],
    story: [5, 3, 3, 1].map((count, index) => [activity[index]?.labels ?? {}, count]),
  },
  {
    heading: "Connections, share of the limit",
    series: [...activity, { metric: "pg_settings_max_connections", labels: server, samples: constant(20) }],
    gives: [[server, 0.55]],
    story: [],
  },
  {
    heading: "Redis hit rate",
    // A million hits before today, and now nothing but misses.
    series: [cache("hits", old, 1e6, 0), cache("misses", old, 0, 10)],
    gives: [[old, 0]],
    story: [[old, 1e6 / 1_006_000]],
  },
];

/** The story's query and ours, of each heading of the page. */
const queries = new Map(
  page("docs/promql-reference.md")
    .text.split(/^## /m)
    .slice(1)
    .map((section) => {
      const heading = section.slice(0, section.indexOf("\n"));
      return [
        heading,
        { ours: blocks(section, "promql")[0] ?? "", story: /^The story: `(.+?)`/m.exec(section)?.[1] ?? "" },
      ] as const;
    }),
);

/** Fails with promtool's explanation unless the query gives exactly this, to the billionth: rates are estimates. */
async function assertGives(series: readonly Series[], query: string, result: Result): Promise<void> {
  const samples = result.map(([labels, value]) => ({ labels: selector("", labels), value: Math.round(value * 1e9) }));
  const test = {
    ...promtoolSeries(series, 15, AT_SECONDS),
    promql_expr_test: [{ expr: `round(1e9 * (${query}))`, eval_time: `${AT_SECONDS}s`, exp_samples: samples }],
  };
  const folder = await mkdtemp(join(tmpdir(), "reference-"));
  try {
    const file = join(folder, "queries.yaml");
    await writeFile(file, stringify({ tests: [test] }));
    await promtool(["test", "rules", file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("docs/promql-reference.md", () => {
  before(preparePromtool);

  it("has no query that is not run here", () =>
    assert.deepEqual(
      [...queries.keys()],
      rows.map(({ heading }) => heading),
    ));

  for (const { heading, series, gives, story } of rows) {
    describe(heading, () => {
      it("gives what the page says", () => assertGives(series, queries.get(heading)?.ours ?? "", gives));

      const answer = isDeepStrictEqual(gives, story) ? "the same" : "another";
      it(`has ${answer} answer from the story's query`, () =>
        assertGives(series, queries.get(heading)?.story ?? "", story));
    });
  }

  it("gives no hit rate of a Redis server without reads, where the story's gives NaN", async () => {
    const { ours = "", story = "" } = queries.get("Redis hit rate") ?? {};
    const series = [cache("hits", fresh, 0, 0), cache("misses", fresh, 0, 0)];
    await assertGives(series, ours, []);
    // Only NaN differs from itself.
    await assertGives(series, `count(${story} != ${story})`, [[{}, 1]]);
  });
});
