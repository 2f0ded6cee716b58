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
import { service } from "../requests/http";
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
        summary: "Service has no pod that answers.",
        description:
          "No pod of qualisys-api in production has answered Prometheus for at least 5 minutes (pods found: 0).",
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
        summary: "Service has no pod that answers.",
        description:
          "No pod of qualisys-api in production has answered Prometheus for at least 5 minutes (pods found: 2).",
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
            summary: "Service has no pod that answers.",
            description: `No pod of ${other["job"]} in ${other["namespace"]} has answered Prometheus for at least 5 minutes (pods found: 0).`,
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

/** No pod of a configured service answers for five minutes. */
export const unitTest: UnitTest = { alert: "ServiceAbsent", cases: [...fires, ...threshold, ...duration, ...series] };
