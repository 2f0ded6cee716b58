/** NFR-OBS3: the measured distance of samples. */
import type { Config } from "../../config/schema";
import { measuredServers } from "../../exporters";
import { jobs } from "../../naming";
import type { PrometheusApi } from "../prometheus/api";
import { verdictOf, type Criterion } from "../row";
import type { Sources } from "../sources";
import { STORY } from "../story";
import { targetsOf } from "../targets/cause";
import { evidenceOf } from "../targets/data";
import { plural } from "./wording";

/** How far back: long enough for several scrapes, short enough that an interval of a minute still shows two. */
const WINDOW = 150;

/** Timestamps are set to whole intervals where a scrape is late by a hair; what is later than this share was missed or is slower. */
const TOLERANCE = 1.1;

/** The row of the program's own ServiceMonitors, or of some of them. */
export function samplesAreClose(id: string, only?: readonly string[]): Criterion {
  return {
    id,
    title: `Targets are scraped every ${STORY.scrapeSeconds} seconds`,
    asked:
      "Kubernetes: the program's ServiceMonitors; Prometheus: raw samples of up of each of their targets, and the time between them",
    settles: true,
    judge: async (sources) => {
      const all = await Promise.all(sources.prometheuses.map((each) => distancesIn(sources, each, only)));
      const distances = all.flatMap((each) => each.distances);
      const { scrapeInterval } = sources.config.prometheus;
      const declared =
        scrapeInterval === `${STORY.scrapeSeconds}s`
          ? []
          : [
              `The stack asks for a scrape every ${scrapeInterval} (monitoring:prometheus.scrapeInterval); the requirement for every ${STORY.scrapeSeconds} s.`,
            ];
      const longest = distances.length === 0 ? "none" : `${Math.max(...distances).toFixed(2)} s`;
      return verdictOf(
        [...declared, ...all.flatMap(({ problems }) => problems)],
        `${plural(all[0]?.targets ?? 0, "target")}, ${plural(distances.length, "distance")}, the longest ${longest}`,
      );
    },
  };
}

async function distancesIn(sources: Sources, prometheus: PrometheusApi, only: readonly string[] | undefined) {
  const evidence = await evidenceOf(sources, prometheus);
  const names = monitorNames(sources.config).filter((name) => only === undefined || only.includes(name));
  const monitors = evidence.objects.serviceMonitors.filter(({ metadata }) => names.includes(metadata.name));
  const perMonitor = await Promise.all(
    monitors.map(async ({ metadata, spec }) => {
      const targets = targetsOf(evidence, metadata.name);
      const interval = spec.endpoints[0]?.interval;
      const measured = await Promise.all(
        targets.map(async ({ labels: { job = "", instance = "", namespace = "" } }) => {
          const [series] = await prometheus.samples("up", { job, instance, namespace }, WINDOW);
          const times = series?.samples.map(({ seconds }) => seconds) ?? [];
          const distances = times.slice(1).map((time, index) => time - (times[index] ?? time));
          const longest = Math.max(0, ...distances);
          const who = `${job} (${instance}, namespace ${namespace})`;
          const problem =
            times.length < 2
              ? `${who} has ${plural(times.length, "sample")} within ${WINDOW} s.`
              : longest > STORY.scrapeSeconds * TOLERANCE
                ? `Samples of ${who} are up to ${longest.toFixed(1)} s apart` +
                  (interval === undefined || interval === `${STORY.scrapeSeconds}s`
                    ? ": scrapes were missed."
                    : `: its ServiceMonitor ${metadata.name} asks for an interval of ${interval}.`)
                : undefined;
          return { distances, problem };
        }),
      );
      const none = targets.length === 0 ? [`The ServiceMonitor ${metadata.name} has no target.`] : [];
      return {
        targets: targets.length,
        distances: measured.flatMap(({ distances }) => distances),
        problems: [...none, ...measured.flatMap(({ problem }) => (problem === undefined ? [] : [problem]))],
      };
    }),
  );
  const missing = names
    .filter((name) => !monitors.some(({ metadata }) => metadata.name === name))
    .map((name) => `There is no ServiceMonitor ${name}.`);
  const several = sources.prometheuses.length > 1;
  return {
    targets: perMonitor.reduce((sum, { targets }) => sum + targets, 0),
    distances: perMonitor.flatMap(({ distances }) => distances),
    problems: [...missing, ...perMonitor.flatMap(({ problems }) => problems)].map((problem) =>
      several ? `${prometheus.pod}: ${problem}` : problem,
    ),
  };
}

/** Names of the program's own ServiceMonitors. */
function monitorNames(config: Config): readonly string[] {
  return [
    ...config.services.map(({ name }) => name),
    ...measuredServers(config).map(({ objectName }) => objectName),
    ...(config.certManager === undefined ? [] : [jobs.certManager]),
  ];
}
