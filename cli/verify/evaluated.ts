/** Whether rules that were loaded anew have a result. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Sources } from "../../verify";

/** The longest interval of a group is a minute. */
const TIMEOUT_MS = 90_000;
const PAUSE_MS = 1_000;

/** Waits until every rule was evaluated; what never is, the table says. */
export async function everyRuleIsEvaluated({ prometheuses }: Pick<Sources, "prometheuses">): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const groups = (await Promise.all(prometheuses.map((each) => each.ruleGroups()))).flat();
    const waits = groups.some(({ rules }) => rules.some(({ health }) => health === "unknown"));
    if (!waits || Date.now() > end) return;
    await sleep(PAUSE_MS);
  }
}
