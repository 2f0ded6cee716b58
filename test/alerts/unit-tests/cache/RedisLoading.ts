import { stateCases } from "../gauge";
import { RUNBOOKS, type UnitTest } from "../unit-test";
import { foundTwice, metric, neighbours, target } from "./redis";

export const unitTest: UnitTest = {
  alert: "RedisLoading",
  cases: stateCases({
    state: (samples, labels) => metric("redis_loading_dump_file", samples, labels),
    wrong: 1,
    right: 0,
    alert: (labels = {}) => ({ severity: "critical", team: "platform", ...target, ...labels }),
    texts: {
      summary: "Redis loads its data and serves none.",
      description:
        "Cache sessions (10.0.0.51:9121) has been loading its data for at least 5 minutes, from its disk or from its primary. " +
        "Until that is done it answers commands that need data with the error LOADING.",
      runbook_url: `${RUNBOOKS}/RedisLoading.md`,
    },
    neighbours,
    foundTwice,
  }),
};
