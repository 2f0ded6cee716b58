import { constant, during, steps, type Samples, type Series } from "../../series";
import { service } from "../requests/http";
import {
  firing,
  idleBetween,
  quietUntil,
  RUNBOOKS,
  sends,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { wanted } from "./replicas";

/** What Prometheus notes about the scrapes of one pod. */
function up(samples: Samples, labels: Labels = {}): Series {
  return { metric: "up", labels: { ...service, instance: "10.0.0.31:9464", pod: "api-1", ...labels }, samples };
}

const alert: Labels = { severity: "warning", team: "application", ...service };
const web = { ...alert, job: "qualisys-web" };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which service asks for no pods",
    series: [wanted("deployment", constant(0))],
    expect: [
      sends(600, alert, {
        summary: "Service is scaled to zero.",
        description:
          "The Deployment or StatefulSet of qualisys-api in production has asked for 0 replicas for at least 5 minutes, " +
          "and Prometheus finds no pod of it. Unless that is meant, scale it up; ServiceAbsent is silent meanwhile.",
        runbook_url: `${RUNBOOKS}/ServiceScaledToZero.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires about a StatefulSet, and about each service",
    series: [wanted("statefulset", constant(0)), wanted("deployment", constant(0), { deployment: "qualisys-web" })],
    expect: [firing(600, alert, web)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet where one replica is wanted, which ServiceAbsent asks for",
    series: [wanted("deployment", constant(1)), wanted("statefulset", constant(1), { statefulset: "qualisys-web" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet about a service that may be scaled to zero, and about what is no service of the configuration",
    series: [
      wanted("deployment", constant(0), { deployment: "batch-worker" }),
      wanted("deployment", constant(0), { deployment: "qualisys-batch" }),
      wanted("deployment", constant(0), { deployment: "redis-exporter" }),
      wanted("deployment", constant(0), { namespace: "staging" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires five minutes after the service is scaled down, and not before",
    series: [up(during(constant(1), 0, 600)), wanted("deployment", steps([0, 2], [600, 0]))],
    // Its last sample counts for five minutes: Prometheus ends a series at once where a target goes.
    expect: [quietUntil(1140), firing(1230, alert)],
  },
  {
    way: "duration",
    name: "stays quiet when it is scaled up within five minutes",
    series: [wanted("deployment", steps([0, 0], [285, 2]))],
    expect: [quietUntil(1200)],
  },
  {
    way: "duration",
    name: "ends when it is scaled up",
    series: [wanted("deployment", steps([0, 0], [900, 2]))],
    expect: [firing(885, alert), firing(930)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet while kube-state-metrics is away, and about a workload that it does not know",
    series: [up(constant(0))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet while pods are found, whether they answer or not",
    series: [
      up(constant(1)),
      up(constant(0), { job: "qualisys-web" }),
      wanted("deployment", constant(0)),
      wanted("deployment", constant(0), { deployment: "qualisys-web" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "looks at each namespace of a service for itself",
    series: [
      up(constant(1), { job: "qualisys-web" }),
      ...["production", "staging"].map((namespace) =>
        wanted("deployment", constant(0), { namespace, deployment: "qualisys-web" }),
      ),
    ],
    expect: [firing(600, { ...web, namespace: "staging" })],
  },
  {
    way: "series",
    name: "does not take a pod of another namespace or service for one of it",
    series: [
      up(constant(1), { namespace: "staging" }),
      up(constant(1), { job: "qualisys-api-canary" }),
      wanted("deployment", constant(0)),
    ],
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "fires once where two of kube-state-metrics say so, and stays quiet where one says otherwise",
    series: [
      wanted("deployment", constant(0)),
      wanted("deployment", constant(0), { instance: "10.0.2.2:8080" }),
      wanted("deployment", constant(0), { deployment: "qualisys-web" }),
      wanted("deployment", constant(2), { deployment: "qualisys-web", instance: "10.0.2.2:8080" }),
    ],
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "stays quiet where a Deployment and a StatefulSet have the service's name and one of them is wanted",
    series: [
      wanted("deployment", constant(0)),
      wanted("statefulset", constant(1)),
      wanted("deployment", constant(1), { deployment: "qualisys-web" }),
      wanted("statefulset", constant(0), { statefulset: "qualisys-web" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
];

/** A service's Deployment or StatefulSet asks for no replicas, and none is there, for five minutes. */
export const unitTest: UnitTest = {
  alert: "ServiceScaledToZero",
  cases: [...fires, ...threshold, ...duration, ...series],
};
