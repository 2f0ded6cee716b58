/** Follows an alert from the moment at which its expression is true to its message, and to the message that it is over. */
import type { AlertmanagerApi } from "../alertmanager/api";
import { hasLabels } from "../cluster/selectors";
import type { PrometheusApi, Wanted } from "../prometheus/api";
import { saysOf, type Message } from "../slack/messages";

/** Which alert is followed, and through what. */
export interface FollowInput {
  readonly alert: string;
  /** Labels that tell it from others of its name; none by default. */
  readonly labels?: Wanted;
  /** When the fault began: what was there before is not followed. */
  readonly since: Date;
  /** How long each of the two ways may take. Seconds. */
  readonly timeoutSeconds: number;
  readonly prometheuses: readonly PrometheusApi[];
  readonly alertmanagers: readonly AlertmanagerApi[];
  readonly messages: () => Promise<readonly Message[]>;
  /** Takes a line for each step that is reached. */
  readonly progress?: (line: string) => void;
  /** Between two looks. Milliseconds; a second by default. */
  readonly pauseMs?: number;
}

/** The moments of the way to a message. */
export interface Followed {
  /** The evaluation at which the expression was first true. */
  readonly activeAt: Date;
  /** When it fired: that evaluation, or one that followed after its `for`. */
  readonly firedAt: Date;
  /** When it was first seen in a group of an Alertmanager: as exact as the pause between two looks. */
  readonly groupedAt: Date;
  readonly messageAt: Date;
  readonly message: Message;
}

/** What is known after a look. */
type Seen = { -readonly [Step in keyof Followed]?: Followed[Step] };

/**
 * Waits for the message about an alert.
 *
 * @throws Error with the step that was not reached in time.
 */
export async function followToMessage(input: FollowInput): Promise<Followed> {
  const { alert, since, timeoutSeconds, progress = () => {} } = input;
  const seen: Seen = {};
  const told = new Set<keyof Followed>();
  const tell = (step: keyof Followed, words: string) => {
    const at = seen[step];
    if (!(at instanceof Date) || told.has(step)) return;
    told.add(step);
    progress(`${secondsSince(since, at)}  ${words}`);
  };
  const end = since.getTime() + timeoutSeconds * 1000;
  for (;;) {
    await Promise.all([look(input, seen), lookForGroup(input, seen), lookForMessage(input, seen)]);
    tell("activeAt", `the expression of ${alert} is true`);
    tell("firedAt", `${alert} fires`);
    tell("groupedAt", `Alertmanager has it in a group`);
    tell("messageAt", `message in ${seen.message?.channel}: ${seen.message?.title}`);
    const { activeAt, firedAt, groupedAt, messageAt, message } = seen;
    if (activeAt && firedAt && messageAt && message)
      return { activeAt, firedAt, groupedAt: groupedAt ?? messageAt, messageAt, message };
    if (Date.now() > end) throw new Error(await whyNot(input, seen));
    await pause(input);
  }
}

/**
 * Waits for the message that an alert is over, after its fault was ended.
 *
 * @param from only messages that arrive later count.
 * @throws Error where none arrives in time.
 */
export async function followToResolved(input: FollowInput, from: Date): Promise<Message> {
  const end = Date.now() + input.timeoutSeconds * 1000;
  for (;;) {
    const message = (await input.messages()).find(
      (each) => each.at.getTime() > from.getTime() && saysOf(each, input.alert) === "resolved",
    );
    if (message !== undefined) {
      input.progress?.(`${secondsSince(from, message.at)}  message in ${message.channel}: ${message.title}`);
      return message;
    }
    if (Date.now() > end) {
      const still = (await own(input)).length > 0;
      throw new Error(
        `No message that ${input.alert} is over arrived within ${input.timeoutSeconds} s: ${still ? "it still is pending or fires" : "Prometheus has ended it, and Alertmanager waits for its group"}.`,
      );
    }
    await pause(input);
  }
}

/** What every Prometheus has of the alert, whenever it began. */
async function own({ prometheuses, alert, labels = {} }: FollowInput) {
  const all = await Promise.all(prometheuses.map((each) => each.alerts()));
  return all.flat().filter((each) => each.labels["alertname"] === alert && hasLabels(each.labels, labels));
}

async function look(input: FollowInput, seen: Seen): Promise<void> {
  const since = input.since.getTime();
  const ours = (await own(input)).filter(({ activeAt }) => Date.parse(activeAt) >= since);
  if (ours.length === 0) return;
  seen.activeAt ??= new Date(Math.min(...ours.map(({ activeAt }) => Date.parse(activeAt))));
  if (ours.some(({ state }) => state === "firing")) seen.firedAt ??= new Date();
}

async function lookForGroup({ alertmanagers, alert, labels = {}, since }: FollowInput, seen: Seen): Promise<void> {
  const groups = (await Promise.all(alertmanagers.map((each) => each.groups()))).flat();
  const starts = groups
    .flatMap(({ alerts }) => alerts)
    .filter((each) => each.labels["alertname"] === alert && hasLabels(each.labels, labels))
    .map(({ startsAt }) => Date.parse(startsAt))
    .filter((start) => start >= since.getTime());
  if (starts.length === 0) return;
  seen.groupedAt ??= new Date();
  // Prometheus says itself when it fired, more exactly than a look can.
  seen.firedAt = new Date(Math.min(...starts));
}

async function lookForMessage({ messages, alert, since }: FollowInput, seen: Seen): Promise<void> {
  const { firedAt } = seen;
  // A message that is older is about another alert of that name.
  if (seen.message !== undefined || firedAt === undefined) return;
  const from = Math.max(since.getTime(), firedAt.getTime());
  const message = (await messages()).find((each) => each.at.getTime() >= from && saysOf(each, alert) === "firing");
  if (message === undefined) return;
  seen.message = message;
  seen.messageAt = message.at;
}

async function whyNot(input: FollowInput, seen: Seen): Promise<string> {
  const { alert, timeoutSeconds } = input;
  const within = `within ${timeoutSeconds} s of the fault`;
  if (seen.activeAt === undefined) {
    const before = (await own(input)).find(({ activeAt }) => Date.parse(activeAt) < input.since.getTime());
    return before === undefined
      ? `The expression of ${alert} was not true ${within}.`
      : `${alert} is ${before.state} since ${before.activeAt}, before the fault: what it was that began it has to end first.`;
  }
  if (seen.firedAt === undefined) return `${alert} was pending and did not fire ${within}.`;
  if (seen.groupedAt === undefined) return `${alert} fired and did not reach an Alertmanager ${within}.`;
  return `${alert} reached Alertmanager, and no message about it arrived ${within}: it is inhibited or silenced, its group is open, or the receiver refuses it.`;
}

function pause({ pauseMs = 1_000 }: FollowInput): Promise<void> {
  return new Promise((done) => setTimeout(done, pauseMs));
}

/** ` 12.3 s`. */
function secondsSince(since: Date, at: Date): string {
  return `${((at.getTime() - since.getTime()) / 1000).toFixed(1).padStart(6)} s`;
}
