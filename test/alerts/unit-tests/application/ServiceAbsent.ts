import { parseConfig } from "../../../../config/load";
import { constant, during, steps, withGap, type Samples, type Series } from "../../series";
import {
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietBetween,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { foundTwice, service } from "../requests/http";
import { wanted } from "./replicas";
import { testedConfig } from "../stack";

/** What Prometheus notes about the scrapes of one pod. */
function up(samples: Samples, labels: Labels = {}): Series {
  return {
    metric: "up",
    labels: { ...service, instance: "10.0.0.31:9464", pod: "api-1", container: "api", endpoint: "http", ...labels },
    samples,
  };
}

/** The other services of the stack. */
const others: readonly Labels[] = parseConfig(testedConfig())
  .services.filter(({ name }) => name !== service.job)
  .flatMap(({ name, namespaces }) => namespaces.map((namespace) => ({ namespace, job: name })));

/** A pod of each of them, which answers or not. */
function podsOf(services: readonly Labels[], answers: 0 | 1): Series[] {
  return services.map((labels, index) =>
    up(constant(answers), { ...labels, instance: `10.0.1.${index}:9464`, pod: `${labels["job"]}-1` }),
  );
}

const healthyOthers = podsOf(others, 1);

const alert: Labels = { severity: "critical", team: "application", ...service };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much of a service that is not found",
    series: [...healthyOthers],
    expect: [
      sends(600, alert, {
        summary: "Service is down, or nothing of it is measured.",
        description:
          "No scrape of qualisys-api in production has succeeded for at least 5 minutes (pods or other addresses found: 0): it is down, or Prometheus does not find it, does not reach it or refuses its answers.",
        runbook_url: `${RUNBOOKS}/ServiceAbsent.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "says how many pods are found of which none answers",
    series: [...healthyOthers, up(constant(0)), up(constant(0), { instance: "10.0.0.32:9464", pod: "api-2" })],
    expect: [
      sends(600, alert, {
        summary: "Service is down, or nothing of it is measured.",
        description:
          "No scrape of qualisys-api in production has succeeded for at least 5 minutes (pods or other addresses found: 2): it is down, or Prometheus does not find it, does not reach it or refuses its answers.",
        runbook_url: `${RUNBOOKS}/ServiceAbsent.md`,
      }),
    ],
  },
  ...others.map(
    (other): UnitTestCase => ({
      way: "fires",
      name: `says the same of ${other["job"]} in ${other["namespace"]}`,
      series: [
        up(constant(1)),
        ...podsOf(
          others.filter((one) => one !== other),
          1,
        ),
      ],
      expect: [
        sends(
          600,
          { ...alert, ...other },
          {
            summary: "Service is down, or nothing of it is measured.",
            description: `No scrape of ${other["job"]} in ${other["namespace"]} has succeeded for at least 5 minutes (pods or other addresses found: 0): it is down, or Prometheus does not find it, does not reach it or refuses its answers.`,
            runbook_url: `${RUNBOOKS}/ServiceAbsent.md`,
          },
        ),
      ],
    }),
  ),
  {
    way: "fires",
    name: "fires for each service of which no pod answers",
    series: [up(constant(0)), ...podsOf(others, 0)],
    expect: [firing(600, alert, ...others.map((other) => ({ ...alert, ...other })))],
  },
  ...[[], [up(constant(0))]].map(
    (found, index): UnitTestCase => ({
      way: "fires",
      name: `fires for a service that answers in another namespace only, with ${index} pods in its own`,
      series: [...healthyOthers, up(constant(1), { namespace: "staging" }), ...found],
      expect: [firing(600, alert)],
    }),
  ),
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while one of several pods answers",
    series: [
      ...healthyOthers,
      up(constant(0)),
      up(constant(1), { instance: "10.0.0.32:9464", pod: "api-2" }),
      up(constant(0), { instance: "10.0.0.33:9464", pod: "api-3" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet while the only pod answers",
    series: [...healthyOthers, up(constant(1))],
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after five minutes without an answer, and not before",
    series: [...healthyOthers, up(steps([0, 1], [600, 0]))],
    expect: [quietUntil(885), firing(915, alert)],
  },
  {
    way: "duration",
    name: "stays quiet when the only pod is replaced within five minutes",
    series: [...healthyOthers, up(steps([0, 1], [600, 0], [885, 1]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends when a pod answers again",
    series: [...healthyOthers, up(steps([0, 0], [900, 1]))],
    expect: [firing(885, alert), firing(915), quietBetween(915, 1800)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "goes on firing when the pods that do not answer are deleted",
    series: [...healthyOthers, up(during(constant(0), 0, 600))],
    expect: [570, 615, 900, 930, 1200].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "stays quiet when pods are replaced one after the other",
    series: [
      ...healthyOthers,
      up(during(constant(1), 0, 615)),
      up(during(steps([585, 0], [600, 1]), 585), { instance: "10.0.0.32:9464", pod: "api-2" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet when Prometheus was away for four minutes",
    series: [...healthyOthers, up(constant(1))].map((one) => ({ ...one, samples: withGap(one.samples, 600, 840) })),
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "stays quiet when one of two ports of a pod answers",
    series: [...healthyOthers, up(constant(1)), up(constant(0), { endpoint: "metrics" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet about exporters and jobs that are down and no service of the configuration",
    series: [
      ...healthyOthers,
      up(constant(1)),
      up(constant(0), { namespace: "monitoring", job: "redis-exporter" }),
      up(constant(0), { job: "qualisys-api-canary" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet at 60-second scrapes of which one fails",
    scrapeSeconds: 60,
    series: [...healthyOthers, up(steps([0, 1], [600, 0], [660, 1]))],
    expect: [quietUntil(1800)],
  },
];

const found2 = {
  summary: "Service is down, or nothing of it is measured.",
  description:
    "No scrape of qualisys-api in production has succeeded for at least 5 minutes (pods or other addresses found: 2): it is down, or Prometheus does not find it, does not reach it or refuses its answers.",
  runbook_url: `${RUNBOOKS}/ServiceAbsent.md`,
};

const discovered: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "counts a pod once that two Services find, by two ports, with and without its container",
    series: [
      ...healthyOthers,
      ...foundTwice.map((labels) => up(constant(0), labels)),
      up(constant(0), { instance: "10.0.0.31:8080", endpoint: "web" }),
      up(constant(0), { service: "unnamed", container: "" }),
      up(constant(0), { instance: "10.0.0.32:9464", pod: "api-2" }),
    ],
    expect: [sends(600, alert, found2)],
  },
  {
    way: "series",
    name: "counts what is no pod by its address, once however often it is found",
    series: [
      ...healthyOthers,
      ...["10.0.9.1:9464", "10.0.9.2:9464"].flatMap((instance) =>
        ["one", "two"].map((name) => ({ ...up(constant(0)), labels: { ...service, instance, service: name } })),
      ),
    ],
    expect: [sends(600, alert, found2)],
  },
  {
    way: "series",
    name: "fires about each service of which nothing is a pod, and about no other job",
    series: [up(constant(0)), ...podsOf(others, 0), up(constant(0), { job: "redis-exporter" })].map(
      ({ labels: { pod: _, ...labels }, ...one }) => ({ ...one, labels }),
    ),
    expect: [firing(600, alert, ...others.map((other) => ({ ...alert, ...other })))],
  },
  {
    way: "series",
    name: "stays quiet while one of two ways to a pod answers",
    series: [...healthyOthers, up(constant(0)), up(constant(1), { service: "qualisys-api-headless" })],
    expect: [idleBetween(0, 1200)],
  },
];

/** Everything answers but the service whose Deployment has another name. */
const allButBatch = [up(constant(1)), ...podsOf(others.slice(0, -1), 1)];

const scaledToZero: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet about it however many replicas other workloads of its namespace ask for",
    series: [
      ...allButBatch,
      wanted("deployment", constant(0), { deployment: "batch-worker" }),
      wanted("deployment", constant(2), { deployment: "qualisys-api" }),
      wanted("statefulset", constant(2), { statefulset: "another" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet about it where a StatefulSet has that other name",
    series: [...allButBatch, wanted("statefulset", constant(0), { statefulset: "batch-worker" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet about a second service whose StatefulSet is scaled to zero",
    series: [
      up(constant(1)),
      ...podsOf(
        others.filter(({ job, namespace }) => job !== "qualisys-web" || namespace !== "production"),
        1,
      ),
      wanted("statefulset", constant(0), { statefulset: "qualisys-web" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet about a service whose Deployment of another name is scaled to zero",
    series: [...allButBatch, wanted("deployment", constant(0), { deployment: "batch-worker" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "fires about it where a Deployment of the service's own name is scaled to zero, and where its own is not",
    series: [
      ...allButBatch,
      wanted("deployment", constant(0), { deployment: "qualisys-batch" }),
      wanted("deployment", constant(1), { deployment: "batch-worker" }),
    ],
    expect: [firing(600, { ...alert, job: "qualisys-batch" })],
  },
  ...(["deployment", "statefulset"] as const).map(
    (kind): UnitTestCase => ({
      way: "threshold",
      name: `stays quiet about a ${kind} that is scaled to zero`,
      series: [...healthyOthers, up(during(constant(1), 0, 600)), wanted(kind, steps([0, 2], [600, 0]))],
      expect: [idleBetween(0, 1800)],
    }),
  ),
  {
    way: "threshold",
    name: "fires where one replica is wanted",
    series: [...healthyOthers, wanted("deployment", constant(1))],
    expect: [firing(600, alert)],
  },
  {
    way: "duration",
    name: "fires five minutes after the service is scaled up and does not come",
    series: [...healthyOthers, wanted("deployment", steps([0, 0], [900, 2]))],
    expect: [quietUntil(1170), firing(1230, alert)],
  },
  {
    way: "series",
    name: "fires where pods are found and do not answer, whatever the Deployment says: an Argo Rollout leaves it at zero",
    series: [...healthyOthers, up(constant(0)), wanted("deployment", constant(0))],
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "fires while kube-state-metrics is away, and where another thing is scaled to zero",
    series: [
      ...healthyOthers,
      wanted("deployment", during(constant(0), 0, 600)),
      wanted("deployment", constant(0), { namespace: "staging" }),
      wanted("deployment", constant(0), { deployment: "qualisys-api-canary" }),
      wanted("deployment", constant(0), { deployment: "qualisys-web" }),
      wanted("statefulset", constant(0), { namespace: "staging" }),
      wanted("statefulset", constant(0), { statefulset: "qualisys-api-canary" }),
    ],
    // The last sample, at 585, counts for five minutes.
    expect: [quietUntil(1140), firing(1290, alert)],
  },
  {
    way: "series",
    name: "stays quiet where two of kube-state-metrics say zero, and fires where one of them says otherwise",
    series: [
      ...podsOf(others.slice(1), 1),
      wanted("deployment", constant(0)),
      wanted("deployment", constant(0), { instance: "10.0.2.2:8080" }),
      wanted("deployment", constant(0), { deployment: "qualisys-web" }),
      wanted("deployment", constant(1), { deployment: "qualisys-web", instance: "10.0.2.2:8080" }),
    ],
    expect: [firing(600, { ...alert, job: "qualisys-web" })],
  },
  {
    way: "series",
    name: "fires in one namespace while the service is scaled to zero in another",
    series: [
      up(constant(1)),
      ...podsOf(
        others.filter(({ job }) => job !== "qualisys-web"),
        1,
      ),
      wanted("deployment", constant(0), { deployment: "qualisys-web" }),
      wanted("deployment", constant(2), { deployment: "qualisys-web", namespace: "staging" }),
    ],
    expect: [firing(600, { ...alert, job: "qualisys-web", namespace: "staging" })],
  },
  {
    way: "series",
    name: "fires where a Deployment and a StatefulSet have the service's name and one of them is wanted",
    series: [...healthyOthers, wanted("deployment", constant(0)), wanted("statefulset", constant(1))],
    expect: [firing(600, alert)],
  },
];

/** No pod of a configured service answers for five minutes. */
export const unitTest: UnitTest = {
  alert: "ServiceAbsent",
  cases: [...fires, ...threshold, ...duration, ...series, ...discovered, ...scaledToZero],
};
