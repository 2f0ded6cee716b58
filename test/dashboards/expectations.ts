/** What panels show of the small cluster: see its values for where the numbers come from. */
import type { Pod } from "../synthetic-cluster/targets/inventory";
import { API, IDLE, NODE_A, NODE_B, NODE_EXPORTERS, WEB } from "./small-cluster/inventory";

/** One query of one panel. */
export interface Expectation {
  /** The dashboard's uid without its prefix. */
  readonly dashboard: string;
  readonly panel: number;
  readonly refId: string;
  /** Values by label sets, as PromQL writes them. */
  readonly samples: Readonly<Record<string, number>>;
}

/** Label sets of pods with the value 0. */
const nothingOf = (pods: readonly Pod[]): Record<string, number> =>
  Object.fromEntries(pods.map(({ name, workload }) => [`namespace="${workload.namespace}",pod="${name}"`, 0]));

/** A value for each service, with the labels that identify it. */
const eachService = (value: number): Record<string, number> =>
  Object.fromEntries(
    [API, WEB].map((pod) => [
      `namespace="production",job="${pod.workload.name}",instance="${pod.address}:9464"`,
      value,
    ]),
  );

/** The series of the one database. */
const MAIN = 'database="main",instance="10.0.2.3:9187"';

const table: readonly [dashboard: string, panel: number, refId: string, samples: Readonly<Record<string, number>>][] = [
  ["cluster", 100, "A", { "": 2 }],
  ["cluster", 101, "A", { "": 0 }],
  // Three in production, and eight of the monitoring.
  ["cluster", 102, "A", { "": 11 }],
  ["cluster", 103, "A", { "": 0 }],
  ["cluster", 110, "A", { 'instance="10.0.1.10:9100"': 40, 'instance="10.0.1.11:9100"': 20 }],
  ["cluster", 111, "A", { 'instance="10.0.1.10:9100"': 50, 'instance="10.0.1.11:9100"': 25 }],
  ["cluster", 112, "A", { 'instance="10.0.1.10:9100"': 60, 'instance="10.0.1.11:9100"': 20 }],
  ["cluster", 32, "A", { "": 3000 }],
  ["cluster", 32, "B", { "": -1500 }],
  ["cluster", 4, "A", { "": 37.5 }],
  ["cluster", 6, "A", { "": 30 }],
  ["cluster", 7, "A", { "": 40 }],
  ["cluster", 9, "A", { "": 6e9 }],
  ["cluster", 10, "A", { "": 16e9 }],
  ["cluster", 11, "A", { "": 1.2 }],
  ["cluster", 12, "A", { "": 4 }],
  ["cluster", 13, "A", { "": 80e9 }],
  ["cluster", 14, "A", { "": 200e9 }],
  [
    "cluster",
    17,
    "A",
    {
      'namespace="production",pod="api-1"': 0.3,
      'namespace="production",pod="web-1"': 0.1,
      'namespace="production",pod="proxy-1"': 0.1,
      ...nothingOf([...IDLE, ...NODE_EXPORTERS]),
    },
  ],
  ["cluster", 23, "A", { [`node="${NODE_A.name}"`]: 0.4, [`node="${NODE_B.name}"`]: 0.3 }],
  ["cluster", 20, "A", { "": 0.5 }],
  ["cluster", 20, "B", { "": 0.7 }],
  ["cluster", 26, "A", { [`node="${NODE_A.name}"`]: 2.9e9, [`node="${NODE_B.name}"`]: 1.5e9 }],
  ["cluster", 28, "A", { "": 1.6e9 }],
  ["cluster", 28, "B", { "": 4.4e9 }],
  // Not the pods on the host's network, whose traffic is the node's.
  [
    "cluster",
    16,
    "A",
    { 'namespace="production",pod="api-1"': 100, 'namespace="production",pod="web-1"': 40, ...nothingOf(IDLE) },
  ],
  ["cluster", 29, "B", { 'instance="10.0.1.10:9100"': -500, 'instance="10.0.1.11:9100"': -1000 }],
  ["application", 1, "A", { "": 15 }],
  ["application", 2, "A", { "": 1 / 15 }],
  ["application", 3, "A", { "": 0.5 }],
  ["application", 4, "A", { "": 0.1 }],
  ["application", 5, "A", { "": 2.25 }],
  ["application", 6, "A", { "": 2 }],
  [
    "application",
    11,
    "A",
    { 'namespace="production",job="qualisys-api"': 0.1, 'namespace="production",job="qualisys-web"': 0 },
  ],
  // The second service's requests all take 0.05 to 0.1 s, and count as evenly spread: 0.05 + 95 % of 0.05.
  [
    "application",
    12,
    "A",
    { 'namespace="production",job="qualisys-api"': 0.5, 'namespace="production",job="qualisys-web"': 0.0975 },
  ],
  ["application", 14, "A", { 'status="200"': 14, 'status="500"': 1 }],
  [
    "application",
    20,
    "A",
    {
      'namespace="production",job="qualisys-api",route="/orders/:id"': 10,
      'namespace="production",job="qualisys-web",route="/orders/:id"': 5,
    },
  ],
  ["application", 32, "A", eachService(120e6)],
  ["application", 33, "A", eachService(0.25)],
  ["application", 34, "A", eachService(0.03)],
  ["database", 2, "A", { "": 0.5 }],
  ["database", 3, "A", { "": 0.005 }],
  ["database", 4, "A", { "": 100 }],
  ["database", 5, "A", { "": 0.99 }],
  ["database", 6, "A", { "": 12 }],
  ["database", 11, "A", { [MAIN]: 50 }],
  ["database", 11, "B", { [MAIN]: 95 }],
  ["database", 20, "A", { 'database="main",datname="qualisys"': 0.005 }],
  ["database", 20, "B", { 'database="main",datname="qualisys"': 0.02 }],
  ["database", 50, "A", { [MAIN]: 0 }],
  ["database", 51, "A", { [`${MAIN},slot_name="replica_1"`]: 3e9 }],
  ["cache", 2, "A", { "": 0.8 }],
  ["cache", 3, "A", { "": 200e6 }],
  ["cache", 4, "A", { "": 0.5 }],
  ["cache", 6, "A", { "": 0.0001 }],
  ["cache", 20, "C", { 'cache="limited",instance="10.0.2.5:9121"': 200e6 }],
];

export const expectations: readonly Expectation[] = table.map(([dashboard, panel, refId, samples]) => ({
  dashboard,
  panel,
  refId,
  samples,
}));
