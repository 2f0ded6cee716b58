/** Runs rules over a simulated day: which alerts fire, and which selectors find no series. */
import { ask, STEP_SECONDS, WHOLE_DAY, type Found, type Question } from "./evaluate";
import { MORNING, type Fault } from "./faults";
import { allSelectors, onlyAlert, type RuleFile } from "./rules";
import { MIDNIGHT, type Span } from "../../synthetic-cluster/time";
import type { Simulation } from "../../synthetic-cluster/simulation";

/** The result of a simulated day. */
export interface SimulationResult {
  /** Alerts that fired at some time, those of severity `none` left out. */
  readonly fired: readonly FiredAlert[];
  /** Selectors of rules that found no series at any time, and are none of {@link EMPTY_WHEN_HEALTHY}. */
  readonly emptySelectors: readonly string[];
  /** Whether the Watchdog fired all the time. */
  readonly watchdog: boolean;
}

/** An alert, and when it first fired. */
export interface FiredAlert {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds after midnight. */
  readonly fromSeconds: number;
}

/** Selectors that find nothing where nothing is wrong, and why. Everything else has to find series. */
export const EMPTY_WHEN_HEALTHY: Readonly<Record<string, string>> = {
  'kube_node_info{os_image=~"Windows.*"}': "NodeMetricsMissing leaves out nodes with Windows, and production has none",
  'ALERTS{severity="info"}': "InfoInhibitor looks for alerts of severity info, and none fires",
  'ALERTS{alertname!="InfoInhibitor", alertstate="firing", severity=~"warning|critical"}':
    "InfoInhibitor looks for worse alerts, and none fires",
  'pg_replication_slots_wal_status{wal_status="lost"}': "no slot is lost",
  'pg_replication_slot_wal_status{wal_status="lost"}': "no slot is lost, and exporters from v0.20 on name it otherwise",
};

/** The same of what services may have and production's have not, whatever they are called. */
export const EMPTY_OF_SERVICES: readonly { readonly selector: RegExp; readonly reason: string }[] = [
  { selector: /^kube_statefulset_replicas\{statefulset=~/, reason: "the services are Deployments" },
  { selector: /^up\{.*pod=""\}$/, reason: "every target of a service is a pod" },
];

function mayBeEmpty(selector: string): boolean {
  return selector in EMPTY_WHEN_HEALTHY || EMPTY_OF_SERVICES.some((one) => one.selector.test(selector));
}

/** Runs rules over a part of a simulated day, the whole of it by default. */
export async function simulate(
  simulation: () => Simulation,
  files: readonly RuleFile[],
  span: Span = WHOLE_DAY,
): Promise<SimulationResult> {
  const seconds = span[1] - span[0];
  const selectors = allSelectors(files);
  const found = await ask(simulation, files, span, [
    firedQuestion(span),
    // The first step of a range is left out.
    {
      name: "watchdog",
      expr: `absent_over_time(ALERTS{alertname="Watchdog", alertstate="firing"}[${seconds}s]) or count_over_time(ALERTS{alertname="Watchdog", alertstate="firing"}[${seconds}s]) < ${seconds / STEP_SECONDS}`,
    },
    ...selectors.map((selector) => ({ name: selector, expr: `absent_over_time(${selector}[${seconds}s])` })),
  ]);
  return {
    fired: (found.get("fired") ?? []).map(firedAlert),
    emptySelectors: selectors.filter((selector) => found.has(selector) && !mayBeEmpty(selector)),
    watchdog: !found.has("watchdog"),
  };
}

/** Whether an alert fired, and whether about what it should. */
export interface Firing {
  /** It fired with the labels of the fault. */
  readonly there: boolean;
  /** It fired about something else. */
  readonly elsewhere: readonly string[];
}

/** Which alerts fired, and when first. */
function firedQuestion([from, until]: Span): Question {
  const seconds = until - from;
  return {
    name: "fired",
    expr: `min_over_time(timestamp(ALERTS{alertstate="firing", severity!="none"})[${seconds}s:${STEP_SECONDS}s])`,
  };
}

/** Puts a fault into a simulated day and looks for its alert; no other rule is evaluated. */
export async function fires(
  simulation: () => Simulation,
  files: readonly RuleFile[],
  alert: string,
  { change, where, span = MORNING }: Fault,
): Promise<Firing> {
  const found = await ask(() => change(simulation()), onlyAlert(files, alert), span, [firedQuestion(span)]);
  const fired = (found.get("fired") ?? []).map(firedAlert);
  const meant = fired.filter(({ labels }) => Object.entries(where).every(([name, value]) => labels[name] === value));
  return { there: meant.length > 0, elsewhere: fired.filter((one) => !meant.includes(one)).map(describeAlert) };
}

function firedAlert({ labels: { alertstate: _, ...labels }, value }: Found): FiredAlert {
  return { labels, fromSeconds: value - MIDNIGHT };
}

/** `HighCPUUsage{instance="..."} from 02:13`. */
export function describeAlert({ labels: { alertname = "", ...labels }, fromSeconds }: FiredAlert): string {
  const time = new Date(1000 * (MIDNIGHT + fromSeconds)).toISOString().slice(11, 16);
  return `${alertname}{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}} from ${time}`;
}
