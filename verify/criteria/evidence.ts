/** That an alert fired and its message arrived: in this run, or in a drill on record. */
import { groupBy } from "../../common/groups";
import type { Drill } from "../drills/record";
import { saysOf, type Message } from "../slack/messages";
import type { Sources } from "../sources";

/** What is known of an alert's way to a message. */
export type Evidence =
  | {
      readonly kind: "now";
      readonly alert: string;
      readonly seconds: number;
      readonly at: Date;
      readonly channel: string;
    }
  | { readonly kind: "drill"; readonly alert: string; readonly drill: Drill }
  | { readonly kind: "none"; readonly alert: string; readonly sentence: string };

/** Looks for evidence of one alert. */
export async function evidenceOfAlert(sources: Sources, alert: string): Promise<Evidence> {
  const [active, messages, drills] = await Promise.all([
    Promise.all(sources.prometheuses.map((each) => each.alerts())),
    sources.messages?.() ?? [],
    sources.drills(),
  ]);
  const ours = active.flat().filter(({ labels, state }) => labels["alertname"] === alert && state === "firing");
  const began = Math.min(...ours.map(({ activeAt }) => Date.parse(activeAt)));
  const message = messages.find((each) => saysOf(each, alert) === "firing" && each.at.getTime() >= began);
  if (message !== undefined)
    return {
      kind: "now",
      alert,
      seconds: (message.at.getTime() - began) / 1000,
      at: message.at,
      channel: message.channel,
    };
  const own = drills.filter((drill) => drill.alert === alert);
  const drill = own.filter(({ deployment }) => deployment === sources.deployment).at(-1);
  if (drill !== undefined) return { kind: "drill", alert, drill };
  return { kind: "none", alert, sentence: whyNone(alert, ours.length > 0, own, messages) };
}

function whyNone(alert: string, firing: boolean, ofOthers: readonly Drill[], messages: readonly Message[]): string {
  if (firing && messages.length > 0)
    return `${alert} fires, and no message about it has arrived; ${messages.length} others have.`;
  if (firing) return `${alert} fires, and no message has arrived.`;
  if (ofOthers.length > 0)
    return `The last drill of ${alert} (${ofOthers.at(-1)?.startedAt}) was made in another deployment; it has to be made anew.`;
  return `${alert} has not fired in this deployment, and no drill of it is on record.`;
}

/** `crash-loop of 2026-11-30T19:40:11Z: fired after 15 s, message after 45 s`. */
export function evidenceInWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case "now":
      return `${evidence.alert} fires, its message arrived in ${evidence.channel} after ${evidence.seconds.toFixed(0)} s`;
    case "drill": {
      const { fault, startedAt, firedAt, messageAt, fast } = evidence.drill;
      const after = (moment: string) => ((Date.parse(moment) - Date.parse(startedAt)) / 1000).toFixed(0);
      return `drill ${fault} of ${startedAt}${fast ? " with shortened times" : ""}: ${evidence.alert} fired after ${after(firedAt)} s, its message arrived after ${after(messageAt)} s`;
    }
    case "none":
      return `${evidence.alert}: nothing`;
  }
}

/** Sentences of what is missing. */
export function missingEvidence(all: readonly Evidence[]): readonly string[] {
  return (
    groupBy(all, ({ kind }) => kind)
      .get("none")
      ?.map((each) => (each.kind === "none" ? each.sentence : "")) ?? []
  );
}
