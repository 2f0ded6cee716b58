/** That an alert fired and its message arrived: within the last hours, or in a drill on record. */
import type { Drill } from "../drills/record";
import { saysOf, type Message } from "../slack/messages";
import type { Sources } from "../sources";

/** What is known of an alert's way to a message. */
export type Evidence =
  | {
      readonly kind: "message";
      readonly alert: string;
      readonly firedAt: Date;
      readonly at: Date;
      readonly channel: string;
    }
  | { readonly kind: "drill"; readonly alert: string; readonly drill: Drill }
  | { readonly kind: "none"; readonly alert: string; readonly fires: boolean; readonly sentence: string };

/** What is said where no message can be asked for. */
export const SKIPPED =
  "Skipped: whether a message arrives, since nothing is broken on purpose here and Slack shows its messages to people only. A test alert shows it (docs/alert-response.md).";

/** How far back messages count, with the samples that show that the alert fired. Seconds. */
const WINDOW = 6 * 60 * 60;

/** How long before its message an alert may have fired last, as far as a Prometheus knows that was away in between. Seconds. */
const BEFORE = 600;

/** Samples that are farther apart belong to two times of firing. Seconds. */
const GAP = 120;

/** Looks for evidence of each of some alerts. */
export async function evidenceOf(sources: Sources, alerts: readonly string[]): Promise<readonly Evidence[]> {
  const [active, messages, drills] = await Promise.all([
    Promise.all(sources.prometheuses.map((each) => each.alerts())),
    sources.messages?.() ?? [],
    sources.drills(),
  ]);
  const firing = active.flat().filter(({ state }) => state === "firing");
  return Promise.all(
    alerts.map(async (alert): Promise<Evidence> => {
      const seen = await firedAndArrived(sources, alert, messages);
      const own = drills.filter((drill) => drill.alert === alert);
      const drill = own.filter(({ deployment }) => deployment === sources.deployment).at(-1);
      // A message of the drill's own says less than the drill does.
      if (seen?.kind === "message" && (drill === undefined || seen.at > new Date(drill.messageAt))) return seen;
      if (drill !== undefined) return { kind: "drill", alert, drill };
      const fires = firing.some(({ labels }) => labels["alertname"] === alert);
      return { kind: "none", alert, fires, sentence: whyNone(alert, fires, own, messages) };
    }),
  );
}

/** The last message about an alert that Prometheus had firing before it arrived. */
async function firedAndArrived(
  sources: Sources,
  alert: string,
  messages: readonly Message[],
): Promise<Evidence | undefined> {
  const oldest = sources.now().getTime() - WINDOW * 1000;
  const about = messages.filter((each) => saysOf(each, alert) === "firing" && each.at.getTime() > oldest);
  if (about.length === 0) return undefined;
  const series = await Promise.all(
    sources.prometheuses.map((each) => each.samples("ALERTS", { alertname: alert, alertstate: "firing" }, WINDOW)),
  );
  const times = series
    .flat()
    .flatMap(({ samples }) => samples.map(({ seconds }) => seconds))
    .sort((one, other) => one - other);
  for (const { at, channel } of [...about].reverse()) {
    const arrived = at.getTime() / 1000;
    const before = times.filter((time) => time <= arrived);
    const last = before.at(-1);
    if (last === undefined || arrived - last > BEFORE) continue;
    const start = before.findLast((time, index) => index === 0 || time - (before[index - 1] ?? time) > GAP) ?? last;
    return { kind: "message", alert, firedAt: new Date(start * 1000), at, channel };
  }
  return undefined;
}

function whyNone(alert: string, fires: boolean, ofOthers: readonly Drill[], messages: readonly Message[]): string {
  if (fires && messages.length > 0)
    return `${alert} fires, and no message about it has arrived; ${messages.length} others have.`;
  if (fires) return `${alert} fires, and no message has arrived.`;
  const last = ofOthers.at(-1);
  return last === undefined
    ? `${alert} has not fired in this deployment, and no drill of it is on record.`
    : `The last drill of ${alert} (${last.startedAt}) was made in another deployment; it has to be made anew.`;
}

/** `drill crash-loop of 2026-11-30T19:40:11Z: PodCrashLooping fired after 15 s, its message arrived after 45 s`. */
export function evidenceInWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case "message": {
      const { alert, firedAt, at, channel } = evidence;
      return `${alert} fired at ${firedAt.toISOString()}, its message arrived in ${channel} after ${seconds(firedAt, at)}`;
    }
    case "drill": {
      const { fault, alert, startedAt, firedAt, messageAt, fast } = evidence.drill;
      const after = (moment: string) => seconds(new Date(startedAt), new Date(moment));
      return `drill ${fault} of ${startedAt}${fast ? " with shortened times" : ""}: ${alert} fired after ${after(firedAt)}, its message arrived after ${after(messageAt)}`;
    }
    case "none":
      return `${evidence.alert}: nothing`;
  }
}

function seconds(from: Date, to: Date): string {
  return `${((to.getTime() - from.getTime()) / 1000).toFixed(0)} s`;
}

/** Sentences of what is missing. */
export function missingEvidence(all: readonly Evidence[]): readonly string[] {
  return all.flatMap((each) => (each.kind === "none" ? [each.sentence] : []));
}
