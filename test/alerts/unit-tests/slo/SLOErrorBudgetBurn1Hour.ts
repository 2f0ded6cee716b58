import { outage, service } from "../requests/http";
import { firing, quietUntil, type UnitTest } from "../unit-test";
import { burnUnitTest, errorBudget } from "./burn";

const { alert, cases } = burnUnitTest(errorBudget, "1Hour");

/** A service fails so many requests within an hour that its budget of 30 days lasts two days. */
export const unitTest: UnitTest = {
  alert,
  cases: [
    ...cases,
    {
      way: "duration",
      name: "stays quiet at an outage of three minutes",
      evaluationSeconds: 30,
      series: outage(3600, 3780),
      expect: [quietUntil(7200)],
    },
    {
      way: "duration",
      name: "fires at an outage of five minutes",
      evaluationSeconds: 30,
      series: outage(3600, 3900),
      expect: [firing(3600 + 9 * 60, { severity: "critical", team: "application", ...service })],
    },
  ],
};
