/** The chart's values that several replicas of one thing need. */
import type { Config } from "../../../config/schema";

/** How replicas are kept apart; for one there is nothing to say, and several are never without (config/combinations). */
export function podAntiAffinity({ replicas, antiAffinity }: Pick<Config["prometheus"], "replicas" | "antiAffinity">) {
  return replicas > 1 && antiAffinity !== "none" ? { podAntiAffinity: antiAffinity } : {};
}

/** Nodes are drained one replica at a time. With a single replica a budget would block every drain. */
export function disruptionBudget(replicas: number) {
  return replicas > 1 ? { podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 } } : {};
}
