/** A Redis server of the production stack, as its exporter shows it. */
import type { Samples, Series } from "../../series";
import type { ExporterFixture } from "../exporters";
import type { Answers } from "../lives";
import type { Labels } from "../unit-test";

/** Labels of its target. */
export const target = {
  namespace: "monitoring",
  job: "redis-exporter",
  cache: "sessions",
  instance: "10.0.0.51:9121",
} as const;

/** A metric of the server; other labels come on top, or replace the target's. */
export function metric(name: string, samples: Samples, labels: Labels = {}): Series {
  return { metric: name, labels: { ...target, ...labels }, samples };
}

/** What tells the server that answers: the other of a pair has the other role. */
export function tells(answers: Answers, labels: Labels = {}): readonly Series[] {
  return ["master", "slave"].map((role, index) =>
    metric("redis_instance_info", (seconds) => (answers(seconds) === index ? 1 : undefined), {
      role,
      run_id: `${index}f3a`,
      ...labels,
    }),
  );
}

/** Another value for each label that distinguishes exporters: neighbours that nothing must be added to or taken from. */
export const neighbours: readonly Labels[] = [
  { namespace: "other" },
  { job: "other" },
  { cache: "other" },
  { instance: "10.0.0.52:9121" },
];

/** The labels of one target when it is found twice. */
export const foundTwice: readonly Labels[] = ["a", "b"].map((way) => ({
  pod: way,
  container: way,
  service: way,
  endpoint: way,
}));

/** Address of a panel, for this server. */
export function panelUrl(panel: number): string {
  return `https://grafana.qualisys.io/d/qualisys-cache?viewPanel=${panel}&var-namespace=monitoring&var-job=redis-exporter&var-cache=sessions&var-instance=10.0.0.51%3A9121`;
}

/** Its exporter and the one beside it. */
export const fixture: ExporterFixture = {
  metric,
  target,
  label: "cache",
  other: "jobs",
  reaches: "redis_up",
  neighbours,
  foundTwice,
};
