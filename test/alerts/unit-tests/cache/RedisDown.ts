import { constant } from "../../series";
import { serverDownCases } from "../exporters";
import { firing, RUNBOOKS, type UnitTest } from "../unit-test";
import { metric, panelUrl, target, fixture } from "./redis";

export const unitTest: UnitTest = {
  alert: "RedisDown",
  cases: [
    ...serverDownCases(fixture, {
      summary: "Redis can't be read by its exporter.",
      description:
        "The exporter of cache sessions (10.0.0.51:9121) has read nothing from it for at least 2 minutes: it does not answer, " +
        "TLS fails, or it refuses the exporter, for its password or rights, or because as many clients as it allows are connected. " +
        "Its other alerts are blind.",
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
