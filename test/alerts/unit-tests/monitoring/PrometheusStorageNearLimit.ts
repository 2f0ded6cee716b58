import { alternating, constant, steps, withGap, type Samples, type Series } from "../../series";
import {
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { foundAgain, otherServer, own, server } from "./servers";

const GB = 1e9;

/** What a server with a limit of 50 GB stores. Gigabytes. */
interface Stored {
  readonly blocks: Samples;
  readonly log?: Samples;
  readonly chunks?: Samples;
  readonly limit?: Samples;
}

function stored(
  { blocks, log = constant(0), chunks = constant(0), limit = constant(50) }: Stored,
  labels: Labels = server,
): Series[] {
  const parts: readonly (readonly [metric: string, gigabytes: Samples])[] = [
    ["prometheus_tsdb_storage_blocks_bytes", blocks],
    ["prometheus_tsdb_wal_storage_size_bytes", log],
    ["prometheus_tsdb_head_chunks_storage_size_bytes", chunks],
    ["prometheus_tsdb_retention_limit_bytes", limit],
  ];
  return parts.map(([metric, gigabytes]) =>
    own(
      metric,
      (seconds) => {
        const value = gigabytes(seconds);
        return value === undefined ? undefined : Math.round(value * GB);
      },
      labels,
    ),
  );
}

const alert: Labels = { severity: "warning", team: "platform", ...server };

/** Hours are long: a minute between two evaluations tells as much. */
const slow = { scrapeSeconds: 60, evaluationSeconds: 60 } as const;

const fires: readonly UnitTestCase[] = [
  {
    ...slow,
    way: "fires",
    name: "says which server stores how much",
    series: stored({ blocks: constant(43), log: constant(3), chunks: constant(1) }),
    expect: [
      sends(3600, alert, {
        summary: "Prometheus will soon drop samples before their time.",
        description:
          "monitoring/prometheus-monitoring-kube-prometheus-prometheus-0 stores 94% of its retentionSize (more than 90%) " +
          "for at least 1 hour; at 100% it drops the oldest samples, whatever their age.",
        runbook_url: `${RUNBOOKS}/PrometheusStorageNearLimit.md`,
      }),
    ],
  },
  {
    ...slow,
    way: "fires",
    name: "goes on where Prometheus has reached its limit and drops blocks",
    series: stored({ blocks: constant(49), log: constant(2) }),
    expect: [firing(3600, alert)],
  },
  ...(["blocks", "log", "chunks"] as const).map(
    (large): UnitTestCase => ({
      ...slow,
      way: "fires",
      name: `counts what the ${large} take`,
      series: stored({ blocks: constant(5), log: constant(5), chunks: constant(5), [large]: constant(36) }),
      expect: [firing(3600, alert)],
    }),
  ),
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 90%",
    series: stored({ blocks: constant(40), log: constant(4), chunks: constant(1) }),
    expect: [idleBetween(0, 7200)],
  },
  {
    way: "threshold",
    name: "stays quiet at 89.9%",
    series: stored({ blocks: constant(40), log: constant(4), chunks: constant(0.95) }),
    expect: [idleBetween(0, 7200)],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `fires at 90.1%, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: stored({ blocks: constant(40), log: constant(4), chunks: constant(1.05) }),
      expect: [firing(3660, alert)],
    }),
  ),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after an hour and not before",
    series: stored({ blocks: steps([0, 44], [600, 46]) }),
    expect: [quietUntil(600 + 3585), firing(600 + 3600, alert)],
  },
  {
    ...slow,
    way: "duration",
    name: "goes on for 3 hours after the share fell, and ends then",
    series: stored({ blocks: steps([0, 46], [7200, 40]) }),
    expect: [firing(7200 + 3 * 3600 - 120, alert), firing(7200 + 3 * 3600 + 120)],
  },
  {
    ...slow,
    way: "duration",
    name: "does not end each time the write-ahead log is cut",
    series: stored({ blocks: constant(44), log: alternating([0.5, 1.5, 2, 2.5], 3600) }),
    expect: [5, 6, 8, 9, 12, 13].map((hour) => firing(hour * 3600, alert)),
  },
  {
    ...slow,
    way: "duration",
    name: "stays quiet while a compaction holds the old blocks and the new one for half an hour",
    series: stored({ blocks: steps([0, 43], [3600, 46], [5400, 43]) }),
    expect: [quietUntil(3 * 3600)],
  },
];

const resets: readonly UnitTestCase[] = [
  {
    ...slow,
    way: "series",
    name: "stays quiet without a limit, which is written as 0",
    series: stored({ blocks: constant(49), limit: constant(0) }),
    expect: [idleBetween(0, 7200)],
  },
  {
    ...slow,
    way: "series",
    name: "stays quiet where the limit is not known",
    series: stored({ blocks: constant(49) }).filter(({ metric }) => metric !== "prometheus_tsdb_retention_limit_bytes"),
    expect: [idleBetween(0, 7200)],
  },
  {
    ...slow,
    way: "series",
    name: "fires once for a server that is found twice",
    series: [stored({ blocks: constant(46) }), foundAgain(stored({ blocks: constant(46) }))].flat(),
    expect: [firing(3660, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "does not add up a server that is found twice",
    series: [
      stored({ blocks: constant(30), log: constant(7), chunks: constant(7) }),
      foundAgain(stored({ blocks: constant(30), log: constant(7), chunks: constant(7) })),
    ].flat(),
    expect: [idleBetween(0, 7200)],
  },
  {
    ...slow,
    way: "series",
    name: "takes the higher limit of a server that is found twice while it is raised",
    series: [
      stored({ blocks: constant(40) }),
      foundAgain(stored({ blocks: constant(40), limit: constant(42) })),
    ].flat(),
    expect: [idleBetween(0, 7200)],
  },
  {
    ...slow,
    way: "series",
    name: "takes the smallest limit for a limit",
    series: stored({ blocks: constant(1), limit: constant(1 / GB) }),
    expect: [firing(3660, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "takes the fresher, larger numbers of a server that is found twice",
    series: [
      stored({ blocks: constant(40), log: constant(4), chunks: constant(1.1) }),
      foundAgain(stored({ blocks: constant(39.8), log: constant(3.9), chunks: constant(1), limit: constant(50) })),
    ].flat(),
    expect: [firing(3660, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "watches each of two servers by itself",
    series: [...stored({ blocks: constant(46) }), ...stored({ blocks: constant(20) }, otherServer)],
    expect: [firing(3660, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "leaves another team's Prometheus alone",
    series: stored({ blocks: constant(49) }, { ...server, job: "prometheus-agent" }),
    expect: [idleBetween(0, 7200)],
  },
  {
    ...slow,
    way: "series",
    name: "goes on through scrapes that failed",
    series: stored({ blocks: withGap(constant(46), 7200, 7500) }),
    expect: [firing(7140, alert), firing(7440, alert), firing(7800, alert)],
  },
];

export const unitTest: UnitTest = {
  alert: "PrometheusStorageNearLimit",
  cases: [...fires, ...threshold, ...duration, ...resets],
};
