import { serverDownCases } from "../exporters";
import { RUNBOOKS, type UnitTest } from "../unit-test";
import { panelUrl, fixture } from "./postgres";

export const unitTest: UnitTest = {
  alert: "PostgresDown",
  cases: serverDownCases(fixture, {
    summary: "PostgreSQL does not let its exporter in.",
    description:
      "The exporter of database qualisys (10.0.0.21:9187) has not been let in for at least 2 minutes: " +
      "the server is down, can't be reached, has no connection left, or refuses the exporter alone. Its other alerts are blind.",
    runbook_url: `${RUNBOOKS}/PostgresDown.md`,
    dashboard_url: panelUrl(1),
  }),
};
