/** Whether data flow from the targets that have to be there. */
import type { V1Pod } from "@kubernetes/client-node";
import { parseDuration } from "../../units/duration";
import { placeOf, unwell } from "../cluster/pods";
import { hasLabels } from "../cluster/selectors";
import type { PrometheusApi } from "../prometheus/api";
import type { RawSeries, Target } from "../prometheus/shapes";
import type { Sources } from "../sources";
import { targetOf, whyNoTarget, type Evidence } from "./cause";
import type { Scraped } from "./expected";

/** How far back samples are asked for: more than twice the longest interval that is usual. Seconds. */
const WINDOW_SECONDS = 150;

/** How many intervals the newest sample of a target may be old. */
const INTERVALS = 2;

/** What came of asking for metrics. */
export interface Flow {
  readonly problems: readonly string[];
  /** Targets that were asked for, and the age of the oldest of their newest samples. Seconds. */
  readonly targets: number;
  readonly oldest: number;
}

/** Asks one Prometheus for what surrounds its targets. */
export async function evidenceOf(sources: Sources, prometheus: PrometheusApi): Promise<Evidence> {
  const [objects, targets] = await Promise.all([sources.objects(), prometheus.targets()]);
  return { objects, targets, namespace: sources.config.namespace.name };
}

/**
 * Asks every Prometheus for metrics of every target; each has to have a sample of each metric that is younger than two
 * intervals of its scrapes.
 */
export async function flowOf(
  sources: Sources,
  expected: readonly Scraped[],
  metrics: readonly string[],
): Promise<Flow> {
  const flows = await Promise.all(sources.prometheuses.map((each) => flowInto(sources, each, expected, metrics)));
  const several = sources.prometheuses.length > 1;
  return {
    problems: [
      ...expected.flatMap(({ problems }) => problems),
      ...flows.flatMap(({ problems }, index) =>
        problems.map((problem) => (several ? `${sources.prometheuses[index]?.pod}: ${problem}` : problem)),
      ),
    ],
    targets: flows[0]?.targets ?? 0,
    oldest: Math.max(0, ...flows.map(({ oldest }) => oldest)),
  };
}

async function flowInto(
  sources: Sources,
  prometheus: PrometheusApi,
  expected: readonly Scraped[],
  metrics: readonly string[],
): Promise<Flow> {
  const evidence = await evidenceOf(sources, prometheus);
  const jobs = [...new Set(expected.map(({ job }) => job))];
  const found = await Promise.all(
    metrics.map(
      async (metric) =>
        [
          metric,
          (await Promise.all(jobs.map((job) => prometheus.samples(metric, { job }, WINDOW_SECONDS)))).flat(),
        ] as const,
    ),
  );
  const now = sources.now().getTime() / 1000;
  const checks = expected.flatMap((scraped) =>
    scraped.pods.map((pod) => podFlow({ evidence, scraped, pod, found: new Map(found), now })),
  );
  return {
    problems: checks.flatMap(({ problems }) => problems),
    targets: checks.length,
    oldest: Math.max(0, ...checks.map(({ age }) => age)),
  };
}

interface PodCheck {
  readonly evidence: Evidence;
  readonly scraped: Scraped;
  readonly pod: V1Pod;
  /** Samples by metric, of all targets of the job. */
  readonly found: ReadonlyMap<string, readonly RawSeries[]>;
  /** Unix time in seconds. */
  readonly now: number;
}

function podFlow({ evidence, scraped, pod, found, now }: PodCheck) {
  const target = targetOf(evidence, scraped, pod);
  if (target === undefined) return { problems: [whyNoTarget(evidence, scraped, pod)], age: 0 };
  const down = whyDown(target, scraped, pod);
  if (down !== undefined) return { problems: [down], age: 0 };
  const most = (INTERVALS * (parseDuration(target.scrapeInterval) ?? 0)) / 1000;
  const ages = [...found].map(([metric, all]) => {
    const own = all.filter(({ labels }) => hasLabels(labels, targetLabels(target)));
    return { metric, age: own.length === 0 ? undefined : now - Math.max(...own.map(newest)) };
  });
  const missing = ages.filter(({ age }) => age === undefined).map(({ metric }) => metric);
  const old = ages.filter(({ age }) => age !== undefined && age > most);
  return {
    problems: [
      ...(missing.length === 0
        ? []
        : [
            `The pod ${placeOf(pod)} answers, and ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not among its metrics.`,
          ]),
      ...old.map(
        ({ metric, age = 0 }) =>
          `The last sample of ${metric} from ${placeOf(pod)} is ${age.toFixed(0)} s old, more than two intervals of ${target.scrapeInterval}.`,
      ),
    ],
    age: Math.max(0, ...ages.map(({ age }) => age ?? 0)),
  };
}

/** Why a target is scraped in vain; undefined where its last scrape was answered. */
function whyDown({ health, lastError, scrapeUrl }: Target, { what }: Scraped, pod: V1Pod): string | undefined {
  if (health === "up") return undefined;
  const path = URL.canParse(scrapeUrl) ? new URL(scrapeUrl).pathname : scrapeUrl;
  if (health !== "down") return `${what}: the pod ${placeOf(pod)} was not scraped yet.`;
  const state = unwell(pod);
  return `${what}: Prometheus can't scrape ${path} of the pod ${placeOf(pod)}${state === undefined ? "" : `, which ${state}`}: ${lastError || "it does not say why"}.`;
}

/** Labels by which the series of a target are known. */
function targetLabels({ labels: { job = "", instance = "" } }: Target): Readonly<Record<string, string>> {
  return { job, instance };
}

function newest({ samples }: RawSeries): number {
  return samples.at(-1)?.seconds ?? 0;
}
