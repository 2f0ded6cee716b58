import { constant, during, steps, type Samples, type Series } from "../../series";
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
import { foundTwice, service } from "../requests/http";

const MIB = 2 ** 20;

const container = { namespace: "production", pod: "api-1", container: "api" };

/** What Prometheus notes about the scrapes of one pod: that it belongs to a service. */
function up(labels: Labels = {}): Series {
  return {
    metric: "up",
    labels: { ...service, ...container, instance: "10.0.0.31:9464", endpoint: "http", ...labels },
    samples: constant(1),
  };
}

/** The series of a target whose container discovery does not know. */
function unnamed({ labels: { container: _, ...labels }, ...one }: Series): Series {
  return { ...one, labels };
}

/** What the kubelet says of a container. */
function workingSet(mib: Samples, labels: Labels = {}): Series {
  return {
    metric: "container_memory_working_set_bytes",
    labels: {
      ...container,
      job: "kubelet",
      instance: "10.0.0.11:10250",
      node: "a",
      metrics_path: "/metrics/cadvisor",
      image: "api:1",
      ...labels,
    },
    samples: (seconds) => {
      const value = mib(seconds);
      return value === undefined ? undefined : value * MIB;
    },
  };
}

/** What kube-state-metrics says of a container's limit. */
function limit(mib: number, labels: Labels = {}): Series {
  return {
    metric: "kube_pod_container_resource_limits",
    labels: {
      ...container,
      job: "kube-state-metrics",
      instance: "10.0.2.1:8080",
      uid: "1",
      resource: "memory",
      unit: "byte",
      ...labels,
    },
    samples: constant(labels.resource === "cpu" ? mib : mib * MIB),
  };
}

/** A service's pod with a limit of 1000 MiB. */
function memory(mib: Samples, labels: Labels = {}): Series[] {
  const { job, instance, ...of } = labels;
  return [up(labels), workingSet(mib, of), limit(1000, of)];
}

const alert: Labels = { severity: "warning", team: "application", ...service, ...container };

/** Pods of every service, in two namespaces each, some of them of one name. */
const everywhere = ["qualisys-api", "qualisys-web", "qualisys-batch"].flatMap((job, index) => [
  ...["production", "staging"].flatMap((namespace) =>
    [1, 2].map((number) => ({
      job,
      namespace,
      pod: `${job}-${number}`,
      instance: `${namespace}-${job}-${number}:9464`,
    })),
  ),
  { job, namespace: `other-${index}`, pod: "of-one-name", instance: `${job}:9464` },
]);

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: memory(constant(950)),
    expect: [
      sends(900, alert, {
        summary: "Container of a service is near its memory limit.",
        description:
          "Container api in pod api-1 of qualisys-api in production uses 95% of its memory limit (more than 90%) for at least 10 minutes.",
        runbook_url: `${RUNBOOKS}/ServiceMemoryNearLimit.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "finds the full pod among others of the service",
    series: [...memory(constant(950)), ...memory(constant(300), { pod: "api-2", instance: "10.0.0.32:9464" })],
    expect: [firing(900, alert)],
  },
  {
    way: "fires",
    name: "holds the memory of a container against its own limit, not against that of a container beside it",
    series: [
      ...memory(constant(950)),
      workingSet(constant(10), { container: "proxy" }),
      limit(5000, { container: "proxy" }),
    ],
    expect: [firing(900, alert)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 90%",
    series: memory(constant(900)),
    expect: [idleBetween(0, 1800)],
  },
  { way: "threshold", name: "stays quiet at 89.9%", series: memory(constant(899)), expect: [idleBetween(0, 1800)] },
  { way: "threshold", name: "fires at 90.1%", series: memory(constant(901)), expect: [firing(900, alert)] },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after ten minutes above 90%, and not before",
    series: memory(steps([0, 300], [600, 950])),
    expect: [quietUntil(1185), firing(1215, alert)],
  },
  {
    way: "duration",
    name: "stays quiet when the memory is freed within ten minutes",
    series: memory(steps([0, 300], [600, 950], [1185, 300])),
    expect: [quietUntil(2400)],
  },
  {
    way: "duration",
    name: "ends when the memory is freed",
    series: memory(steps([0, 950], [1200, 300])),
    expect: [firing(1185, alert), firing(1215)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet without a limit",
    series: [up(), workingSet(constant(950))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet without the memory in use",
    series: [up(), limit(1000)],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "takes the limit of memory, not that of CPU",
    series: [...memory(constant(500)), limit(0.5, { resource: "cpu", unit: "core" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "takes the limit of memory, not that of storage",
    series: [...memory(constant(950)), limit(5000, { resource: "ephemeral_storage" })],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "stays quiet about what is no service of the configuration",
    series: [
      ...memory(constant(950), { job: "redis-exporter" }),
      ...memory(constant(950), { job: "qualisys-api-canary", pod: "canary-1" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet about the sum over a pod, which has no container",
    series: [up({ container: "" }), workingSet(constant(950), { container: "" }), limit(1000, { container: "" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "fires once where the pod, the kubelet and kube-state-metrics are scraped twice",
    series: [
      ...memory(constant(950)),
      up({ endpoint: "metrics" }),
      workingSet(constant(880), { instance: "10.0.0.11:10251", image: "sha256:1" }),
      limit(1000, { instance: "10.0.2.2:8080" }),
    ],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes report",
    series: [
      ...memory(constant(500)),
      workingSet(constant(500), { instance: "10.0.0.11:10251" }),
      limit(1000, { instance: "10.0.2.2:8080" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "takes the larger of two limits while a pod is resized",
    series: [...memory(constant(950)), limit(1200, { instance: "10.0.2.2:8080" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "distinguishes pods of one name in two namespaces",
    series: [...memory(constant(950)), ...memory(constant(300), { namespace: "staging" })],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "fires once for a pod that several services share",
    series: [
      ...memory(constant(950)),
      up({ job: "qualisys-web", instance: "10.0.0.31:9465" }),
      up({ job: "qualisys-batch", instance: "10.0.0.31:9466" }),
    ],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "fires about the other service as well",
    series: memory(constant(950), { job: "qualisys-web" }),
    expect: [firing(900, { ...alert, job: "qualisys-web" })],
  },
  {
    way: "series",
    name: "fires where the pod does not declare its port, so that its target has no container",
    series: [unnamed(up()), workingSet(constant(950)), limit(1000)],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "fires once where one of two targets of a pod names its container",
    series: [...memory(constant(950)), unnamed(up({ service: "qualisys-api-headless" }))],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "fires about every pod of every service, each of which is found twice and more",
    series: everywhere.flatMap((labels) => [
      ...memory(constant(950), labels),
      ...foundTwice.map((found) => up({ ...labels, ...found })),
      unnamed(up({ ...labels, service: "unnamed" })),
    ]),
    expect: [firing(900, ...everywhere.map(({ instance: _, ...labels }) => ({ ...alert, ...labels })))],
  },
  {
    way: "series",
    name: "fires about each container of a pod by its own limit, a sidecar included",
    series: [
      ...memory(constant(950)),
      workingSet(constant(96), { container: "proxy" }),
      limit(100, { container: "proxy" }),
      workingSet(constant(10), { container: "idle" }),
      limit(100, { container: "idle" }),
    ],
    expect: [firing(900, alert, { ...alert, container: "proxy" })],
  },
  {
    way: "series",
    name: "stays quiet about a target that is no pod, of which no memory is known",
    series: [
      { ...up(), labels: { ...service, instance: "10.0.9.9:9464", endpoint: "http", service: "qualisys-api" } },
      { ...up(), labels: { ...service, job: "qualisys-web", instance: "10.0.9.9:9464" } },
      ...memory(constant(300)),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "starts over with the pod that replaces a killed one",
    series: [
      ...memory(during(constant(950), 0, 270)),
      ...memory(during(constant(950), 270), { pod: "api-2", instance: "10.0.0.32:9464" }),
    ],
    expect: [quietUntil(855), firing(885, { ...alert, pod: "api-2" })],
  },
];

/** A container of a service uses more than 90% of its memory limit for ten minutes. */
export const unitTest: UnitTest = {
  alert: "ServiceMemoryNearLimit",
  cases: [...fires, ...threshold, ...duration, ...series],
};
