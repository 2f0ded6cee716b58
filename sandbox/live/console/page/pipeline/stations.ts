/** The way from target to message, as stations in columns and what leads from one to the next. */
import type { ConsoleState, Message, Replica, Target } from "../state";
import { ago } from "../times";

/** How a station is. `idle`: nothing has come by yet. */
export type Condition = "ok" | "pending" | "firing" | "down" | "idle";

/** One part of the pipeline. */
export interface Station {
  readonly id: string;
  /** From left to right: 0 to 4. */
  readonly column: number;
  readonly title: string;
  readonly detail: string;
  readonly condition: Condition;
}

/** What is handed from one station to another. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly condition: Condition;
}

/** The headings of the columns. */
export const COLUMNS = ["Targets", "Prometheus", "Rules", "Alertmanager", "Receivers"] as const;

/** A heartbeat that is missing for longer is what an outside service would raise the alarm for. */
const HEARTBEAT_SECONDS = 300;

/** An alert with this severity tells nobody anything: the Watchdog's. */
const PLUMBING = "none";

/** All stations and ways of a state. */
export function pipelineOf(state: ConsoleState): {
  readonly stations: readonly Station[];
  readonly ways: readonly Way[];
} {
  const columns = [
    targetStations(state.targets),
    replicaStations("prometheus", 1, state.prometheus),
    [ruleStation(state)],
    replicaStations("alertmanager", 3, state.alertmanagers),
    receiverStations(state),
  ];
  const ways = columns
    .slice(1)
    .flatMap((column, index) =>
      (columns[index] ?? []).flatMap((from) =>
        column.map((to) => ({ from: from.id, to: to.id, condition: wayCondition(from, to) })),
      ),
    );
  return { stations: columns.flat(), ways };
}

/** A station that is down hands nothing on. */
function wayCondition(from: Station, to: Station): Condition {
  if (from.condition === "down" || to.condition === "down") return "down";
  return from.column >= 2 ? from.condition : "ok";
}

/** One for each job, those with targets that are down first. */
function targetStations(targets: readonly Target[]): Station[] {
  const jobs = [...new Set(targets.map(({ job }) => job))];
  const stations = jobs.map((job): Station => {
    const ofJob = targets.filter((target) => target.job === job);
    const up = ofJob.filter(({ health }) => health === "up").length;
    const down = ofJob.filter(({ health }) => health === "down").length;
    const condition = down > 0 ? "down" : up === ofJob.length ? "ok" : "idle";
    return { id: `job ${job}`, column: 0, title: job, detail: `${up} of ${ofJob.length} up`, condition };
  });
  const rank = ({ condition }: Station) => (condition === "down" ? 0 : 1);
  return stations.sort((one, other) => rank(one) - rank(other) || one.title.localeCompare(other.title));
}

function replicaStations(kind: string, column: number, replicas: readonly Replica[]): Station[] {
  return replicas.map(({ pod, problem }) => ({
    id: `${kind} ${pod}`,
    column,
    title: pod,
    detail: problem ?? "answers",
    condition: problem === undefined ? "ok" : "down",
  }));
}

function ruleStation({ rules, alerts }: ConsoleState): Station {
  const telling = alerts.filter(({ severity }) => severity !== PLUMBING);
  const firing = telling.filter(({ state }) => state === "firing").length;
  const pending = telling.length - firing;
  const station = { id: "rules", column: 2, title: `${firing} firing, ${pending} pending` };
  if (rules === undefined) return { ...station, title: "Rules", detail: "no Prometheus answers", condition: "down" };
  const { groups, unevaluated, failing } = rules;
  if (failing.length > 0) return { ...station, detail: `${failing.length} fail: ${failing[0]}`, condition: "down" };
  const detail =
    unevaluated > 0
      ? `${groups - unevaluated} of ${groups} groups evaluated`
      : `${groups} groups, ${rules.rules} rules`;
  if (firing > 0) return { ...station, detail, condition: "firing" };
  if (pending > 0) return { ...station, detail, condition: "pending" };
  return { ...station, detail, condition: unevaluated > 0 ? "idle" : "ok" };
}

function receiverStations(state: ConsoleState): Station[] {
  const { channels, messages, heartbeat, at } = state;
  const stations = channels.map((channel) => {
    const [last] = messages.filter((message) => message.channel === channel);
    return messageStation(channel, last, at);
  });
  const [stray] = messages.filter(({ channel }) => channel === null);
  if (stray !== undefined) stations.push(messageStation("no such webhook", stray, at));
  if (heartbeat.expected) stations.push(heartbeatStation(heartbeat, at));
  return stations;
}

function messageStation(title: string, last: Message | undefined, now: string): Station {
  const station = { id: `receiver ${title}`, column: 4, title };
  if (last === undefined) return { ...station, detail: "no message yet", condition: "idle" };
  const when = ago(last.at, now);
  if (last.status === 200) return { ...station, detail: `last message ${when}`, condition: "ok" };
  return { ...station, detail: `refused ${when}: ${last.answer || "no answer"}`, condition: "down" };
}

function heartbeatStation({ count, lastAt }: ConsoleState["heartbeat"], now: string): Station {
  const station = { id: "receiver heartbeat", column: 4, title: "heartbeat" };
  if (lastAt === undefined) return { ...station, detail: "none yet", condition: "idle" };
  const silent = Date.parse(now) - Date.parse(lastAt) > HEARTBEAT_SECONDS * 1000;
  return { ...station, detail: `${count}, the last ${ago(lastAt, now)}`, condition: silent ? "down" : "ok" };
}
