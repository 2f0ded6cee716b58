import { serverDownCases } from "../exporters";
import { RUNBOOKS, type UnitTest } from "../unit-test";
import { panelUrl, fixture } from "./postgres";

export const unitTest: UnitTest = {
  alert: "PostgresDown",
  cases: serverDownCases(fixture, {
    summary: "PostgreSQL does not answer.",
    description: "Database qualisys (10.0.0.21:9187) has not let its exporter in for at least 2 minutes.",
    runbook_url: `${RUNBOOKS}/PostgresDown.md`,
    dashboard_url: panelUrl(1),
  }),
};
