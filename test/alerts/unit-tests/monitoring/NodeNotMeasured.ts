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

/** A node, and what may tie a target to it. */
interface Node {
  readonly name: string;
  readonly address: string;
}

const a: Node = { name: "ip-10-0-1-10.eu-central-1.compute.internal", address: "10.0.1.10" };
const b: Node = { name: "ip-10-0-2-10.eu-central-1.compute.internal", address: "10.0.2.10" };

const state: Labels = { job: "kube-state-metrics", instance: "10.0.0.7:8080", namespace: "monitoring", pod: "ksm" };
const exporter: Labels = { namespace: "monitoring", job: "node-exporter" };
const kubelet: Labels = { namespace: "kube-system", job: "kubelet", metrics_path: "/metrics/cadvisor" };

/** Labels by which something is known to belong to a node. */
type Tie = (node: Node) => Labels;

/** Labels of two kube-state-metrics. */
const replicas: readonly Labels[] = [{}, { instance: "10.0.1.9:8080" }];

const podOf = ({ address }: Node): string => `node-exporter-${address}`;

/** Ways to tie a target to its node, each alone: nothing else about the target says where it is. */
const TIES = {
  "by its own label": ({ name }) => ({ node: name, instance: "elsewhere:9100" }),
  "by its address": ({ address }) => ({ instance: `${address}:9100` }),
  "by its address without a port": ({ address }) => ({ instance: address }),
} satisfies Readonly<Record<string, Tie>>;

/** Those of node-exporter besides; its pod is another. */
const NAME_TIES = {
  "by the node's name as its instance": ({ name }) => ({ instance: name }),
  "by the node's name and a port as its instance": ({ name }) => ({ instance: `${name}:9100` }),
} satisfies Readonly<Record<string, Tie>>;

/** The way that only a pod has. */
const BY_POD: Tie = (node) => ({ pod: podOf(node), instance: "elsewhere:9100" });

function info(node: Node, labels: Labels = {}, samples: Samples = constant(1)): Series {
  return {
    metric: "kube_node_info",
    labels: { ...state, node: node.name, internal_ip: node.address, os_image: "Bottlerocket OS 1.40", ...labels },
    samples,
  };
}

/** The pod of node-exporter on a node. */
function podInfo(node: Node, labels: Labels = {}): Series {
  return {
    metric: "kube_pod_info",
    labels: { ...state, namespace: "monitoring", pod: podOf(node), node: node.name, host_ip: node.address, ...labels },
    samples: constant(1),
  };
}

function ready(node: Node, status: "true" | "false" | "unknown"): Series[] {
  return ["true", "false", "unknown"].flatMap((value) =>
    ["Ready", "MemoryPressure"].map((condition) => ({
      metric: "kube_node_status_condition",
      labels: { ...state, node: node.name, condition, status: value },
      samples: constant(Number(value === (condition === "Ready" ? status : "false"))),
    })),
  );
}

function up(source: Labels, tie: Labels, samples: Samples = constant(1)): Series {
  return { metric: "up", labels: { ...source, ...tie }, samples };
}

/** Both targets of a node, as the chart's discovery finds them. */
function targets(node: Node): Series[] {
  return [
    up(exporter, { pod: podOf(node), instance: `${node.address}:9100` }),
    up(kubelet, { node: node.name, instance: `${node.address}:10250` }),
  ];
}

/** A node on which everything is measured. */
function measured(node: Node): Series[] {
  return [info(node), podInfo(node), ...ready(node, "true"), ...targets(node)];
}

/** A node without its target of a job. */
function without(node: Node, job: string): Series[] {
  return measured(node).filter(({ metric, labels }) => metric !== "up" || labels["job"] !== job);
}

function alert(node: Node, job: string): Labels {
  return { severity: "warning", team: "platform", node: node.name, job };
}

/** The sources of the measurements: their jobs, and labels of their targets. */
const SOURCES: readonly Labels[] = [exporter, kubelet];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which node has no node-exporter, where a taint keeps it away",
    series: [...without(a, "node-exporter"), ...measured(b)],
    expect: [
      quietUntil(885),
      sends(1200, alert(a, "node-exporter"), {
        summary: "A node is not measured.",
        description:
          `Prometheus has found no node-exporter that answers for node ${a.name} for at least 15 minutes: ` +
          "alerts on what it measures can't fire for this node.",
        runbook_url: `${RUNBOOKS}/NodeNotMeasured.md`,
      }),
    ],
  },
  ...SOURCES.flatMap((source): readonly UnitTestCase[] => {
    const job = source["job"] ?? "";
    return [
      {
        way: "fires",
        name: `fires where the ${job} of a node does not answer`,
        series: [
          ...without(a, job),
          ...[
            TIES["by its own label"],
            TIES["by its address"],
            NAME_TIES["by the node's name as its instance"],
            BY_POD,
          ].map((tie) => up(source, { ...tie(a), endpoint: "x" }, constant(0))),
          ...measured(b),
        ],
        expect: [firing(1200, alert(a, job))],
      },
      {
        way: "fires",
        name: `is not satisfied by another job's target that answers on the node without ${job}`,
        series: [
          ...without(a, job),
          up({ namespace: "monitoring", job: "node-exporter-extra" }, { ...BY_POD(a), node: a.name }),
          ...[a.name, `${a.address}:9100`].map((instance) =>
            up({ namespace: "monitoring", job: "node-exporter-extra" }, { instance }),
          ),
          up({ ...kubelet, job: "kubelet-extra" }, { node: a.name, instance: `${a.address}:10250` }),
          up({ ...kubelet, metrics_path: "/metrics" }, { instance: `${a.address}:10250` }),
          up({ namespace: "kube-system", job: "kubelet", metrics_path: "/metrics" }, { node: a.name, instance: "x" }),
        ],
        expect: [firing(1200, alert(a, job))],
      },
    ];
  }),
  {
    way: "fires",
    name: "names everything that is missing",
    series: [info(a), ...without(b, "kubelet")],
    expect: [firing(1200, alert(a, "node-exporter"), alert(a, "kubelet"), alert(b, "kubelet"))],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while every node is measured",
    series: [...measured(a), ...measured(b)],
    expect: [idleBetween(0, 1800)],
  },
  ...SOURCES.flatMap((source) =>
    Object.entries<Tie>(source === exporter ? { ...TIES, ...NAME_TIES } : TIES).map(
      ([how, tie]): UnitTestCase => ({
        way: "threshold",
        name: `knows the ${source["job"]} of a node ${how} alone`,
        series: [
          ...[a, b].flatMap((node) =>
            without(node, source["job"] ?? "").filter(({ metric }) => metric !== "kube_pod_info"),
          ),
          up(source, tie(a)),
        ],
        expect: [firing(1200, alert(b, source["job"] ?? ""))],
      }),
    ),
  ),
  {
    way: "threshold",
    name: "knows the node-exporter of a node by its pod alone",
    series: [
      ...[a, b].flatMap((node) => without(node, "node-exporter")),
      up(exporter, BY_POD(a)),
      // Pods of that name in other namespaces, and others of its own.
      podInfo(b, { namespace: "other", pod: podOf(a) }),
      podInfo(b, { pod: "grafana" }),
    ],
    expect: [firing(1200, alert(b, "node-exporter"))],
  },
  {
    way: "threshold",
    name: "knows nodes by IPv6 addresses, in brackets and without",
    series: [
      { ...a, address: "2001:db8::1:a" },
      { ...b, address: "2001:db8::1:b" },
    ].flatMap((node, index) => [
      info(node),
      up(exporter, { instance: index === 0 ? `[${node.address}]:9100` : node.address }),
      up(kubelet, { instance: index === 0 ? `[${node.address}]` : `[${node.address}]:10250` }),
    ]),
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet about Fargate, where no DaemonSet runs",
    series: [info({ name: "fargate-ip-10-0-3-7.eu-central-1.compute.internal", address: "10.0.3.7" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "asks a node with Windows for its kubelet only",
    series: [info(a, { os_image: "Windows Server 2022 Datacenter" })],
    expect: [firing(1200, alert(a, "kubelet"))],
  },
  ...(["false", "unknown"] as const).map(
    (status): UnitTestCase => ({
      way: "threshold",
      name: `leaves a node to the chart's alert whose condition Ready is ${status}`,
      series: [info(a), ...ready(a, status), ...measured(b)],
      expect: [idleBetween(0, 1800)],
    }),
  ),
  {
    way: "threshold",
    name: "names a node that is not measured beside one that is not ready",
    series: [...measured(a).filter(({ metric }) => metric !== "up"), info(b), ...ready(b, "unknown")],
    expect: [firing(1200, alert(a, "node-exporter"), alert(a, "kubelet"))],
  },
  {
    way: "threshold",
    name: "fires for a node that is ready and short of memory, and for one whose condition is not known",
    series: [
      info(a),
      ...ready(a, "true").map((one) =>
        one.labels["condition"] === "MemoryPressure"
          ? { ...one, samples: constant(Number(one.labels["status"] !== "false")) }
          : one,
      ),
      info(b),
    ],
    expect: [firing(1200, ...[a, b].flatMap((node) => [alert(node, "node-exporter"), alert(node, "kubelet")]))],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after 15 minutes and not before, and ends when it answers",
    series: [...without(a, "node-exporter"), up(exporter, BY_POD(a), steps([0, 1], [600, 0], [2400, 1]))],
    expect: [
      quietUntil(1485),
      firing(1500, alert(a, "node-exporter")),
      firing(2385, alert(a, "node-exporter")),
      firing(2415),
    ],
  },
  {
    way: "duration",
    name: "stays quiet at a new node, whose pods take some minutes",
    series: [
      { ...info(a), samples: during(constant(1), 600) },
      ...measured(a)
        .filter(({ metric }) => metric !== "kube_node_info")
        .map((one) => ({ ...one, samples: during(one.samples, 1200) })),
    ],
    expect: [quietUntil(3600)],
  },
  {
    way: "duration",
    name: "ends when the node is gone",
    series: [{ ...info(a), samples: during(constant(1), 0, 1500) }, ...targets(a).slice(1), ...measured(b)],
    expect: [firing(1485, alert(a, "node-exporter")), firing(1815), quietBetween(1815, 3000)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires once where two kube-state-metrics report the nodes",
    series: [
      ...replicas.flatMap((replica) =>
        [info(a), podInfo(a), ...ready(a, "true")].map((one) => ({ ...one, labels: { ...one.labels, ...replica } })),
      ),
      ...targets(a).slice(0, 1),
    ],
    expect: [firing(1200, alert(a, "kubelet"))],
  },
  {
    way: "series",
    name: "stays quiet where two kube-state-metrics report everything and every target is found twice",
    series: [
      ...replicas.flatMap((replica) =>
        [info(a), podInfo(a), ...ready(a, "true")].map((one) => ({ ...one, labels: { ...one.labels, ...replica } })),
      ),
      ...["headless", "metrics"].flatMap((service) =>
        targets(a).map((one) => ({ ...one, labels: { ...one.labels, service } })),
      ),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet where one of two targets of a node does not answer",
    series: [
      ...measured(a),
      ...targets(a).map((one) => ({ ...one, labels: { ...one.labels, service: "leftover" }, samples: constant(0) })),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet when node-exporter is replaced",
    series: [
      ...without(a, "node-exporter"),
      podInfo(a, { pod: "node-exporter-b" }),
      up(exporter, BY_POD(a), during(constant(1), 0, 600)),
      up(exporter, { pod: "node-exporter-b", instance: "elsewhere:9100" }, during(constant(1), 660)),
    ],
    expect: [quietUntil(3000)],
  },
  {
    way: "series",
    name: "stays quiet when kube-state-metrics was away for ten minutes",
    series: measured(a).map((one) =>
      one.metric === "up" ? one : { ...one, samples: withGap(one.samples, 600, 1200) },
    ),
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "series",
    name: "fires at scrapes of 60 seconds",
    scrapeSeconds: 60,
    series: [...without(a, "kubelet"), ...measured(b)],
    expect: [quietUntil(840), firing(1200, alert(a, "kubelet"))],
  },
  {
    way: "series",
    name: "stays quiet without kube-state-metrics",
    series: targets(a).map((one) => ({ ...one, samples: constant(0) })),
    expect: [idleBetween(0, 1800)],
  },
];

/** Nothing measures a node, or its containers, for 15 minutes. */
export const unitTest: UnitTest = {
  alert: "NodeNotMeasured",
  cases: [...fires, ...threshold, ...duration, ...series],
};
