import { constant } from "../../series";
import { serverDownCases } from "../exporters";
import { firing, RUNBOOKS, type UnitTest } from "../unit-test";
import { metric, panelUrl, target, fixture } from "./redis";

export const unitTest: UnitTest = {
  alert: "RedisDown",
  cases: [
    ...serverDownCases(fixture, {
      summary: "Redis does not answer.",
      description: "Cache sessions (10.0.0.51:9121) has not let its exporter in for at least 2 minutes.",
      runbook_url: `${RUNBOOKS}/RedisDown.md`,
      dashboard_url: panelUrl(1),
    }),
    {
      way: "series",
      name: "fires on all that the exporter says of a server that is down, with a reason that changes",
      series: [
        metric("up", constant(1)),
        metric("redis_up", constant(0)),
        ...["dial tcp: connection refused", "dial tcp: i/o timeout"].map((err) =>
          metric("redis_exporter_last_scrape_error", constant(1), { err }),
        ),
      ],
      expect: [firing(150, { severity: "critical", team: "platform", ...target })],
    },
  ],
};
