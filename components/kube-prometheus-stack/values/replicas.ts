/** The chart's values that several replicas of one thing need. */
import type { Config } from "../../../config/schema";

/** How replicas are kept apart; for one replica there is nothing to say. */
export function podAntiAffinity({ replicas, antiAffinity }: Pick<Config["prometheus"], "replicas" | "antiAffinity">) {
  // The chart's word for none is the empty text; its own default is soft.
  return replicas > 1 ? { podAntiAffinity: antiAffinity === "none" ? "" : antiAffinity } : {};
}

/** Nodes are drained one replica at a time. With a single replica a budget would block every drain. */
export function disruptionBudget(replicas: number) {
  return replicas > 1 ? { podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 } } : {};
}
