/** Asks everything that the page shows. */
import type { Alert, AlertGroup, ConsoleState, Replica } from "../page/state";
import { askAlertmanager } from "./alertmanager";
import { askPrometheus, type PrometheusState } from "./prometheus";

/** Where a replica listens, and the pod that it stands for. */
export interface ReplicaAddress {
  readonly pod: string;
  readonly url: string;
}

/** What is asked of other processes. */
export type MeasuredState = Pick<
  ConsoleState,
  "prometheus" | "targets" | "rules" | "alerts" | "alertmanagers" | "groups"
>;

/** Asks every replica. None of them has to answer. */
export async function measure(
  prometheus: readonly ReplicaAddress[],
  alertmanagers: readonly ReplicaAddress[],
): Promise<MeasuredState> {
  const [prometheusAnswers, alertmanagerAnswers] = await Promise.all([
    Promise.all(prometheus.map((replica) => asked(replica, askPrometheus))),
    Promise.all(alertmanagers.map((replica) => asked(replica, askAlertmanager))),
  ]);
  const states = prometheusAnswers.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
  return {
    prometheus: prometheusAnswers.map(({ replica }) => replica),
    alertmanagers: alertmanagerAnswers.map(({ replica }) => replica),
    // Replicas of Prometheus scrape the same targets: one speaks for all.
    targets: states[0]?.targets ?? [],
    ...(states[0] === undefined ? {} : { rules: states[0].rules }),
    alerts: once(states),
    groups: alertmanagerAnswers.find(({ answer }) => answer !== undefined)?.answer ?? ([] as readonly AlertGroup[]),
  };
}

async function asked<Answer>(
  { pod, url }: ReplicaAddress,
  ask: (url: string) => Promise<Answer>,
): Promise<{ readonly replica: Replica; readonly answer?: Answer }> {
  try {
    return { replica: { pod, url }, answer: await ask(url) };
  } catch (error) {
    return { replica: { pod, url, problem: error instanceof Error ? error.message : String(error) } };
  }
}

/** Each alert once, firing where it fires in any replica, the latest first. */
function once(states: readonly PrometheusState[]): Alert[] {
  const alerts = new Map<string, Alert>();
  for (const alert of states.flatMap((state) => state.alerts)) {
    const key = JSON.stringify([alert.name, alert.severity, Object.entries(alert.labels).sort()]);
    if (alerts.get(key)?.state !== "firing") alerts.set(key, alert);
  }
  return [...alerts.values()].sort((one, other) => other.since.localeCompare(one.since));
}

/** Does not ask again within some time, nor while it asks: the page may be open several times. */
export function atMostOnceIn<Value>(milliseconds: number, ask: () => Promise<Value>): () => Promise<Value> {
  let last: { readonly at: number; readonly value: Promise<Value> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at >= milliseconds) last = { at: Date.now(), value: ask() };
    return last.value;
  };
}
