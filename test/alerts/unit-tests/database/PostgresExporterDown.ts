import { exporterDownCases } from "../exporters";
import { RUNBOOKS, type UnitTest } from "../unit-test";
import { fixture } from "./postgres";

export const unitTest: UnitTest = {
  alert: "PostgresExporterDown",
  cases: exporterDownCases(fixture, {
    summary: "PostgreSQL is not measured.",
    description:
      "Prometheus has got no metrics from any postgres-exporter of database qualisys for at least 5 minutes. " +
      "Whether the database itself works is not known, and its other alerts are blind.",
    runbook_url: `${RUNBOOKS}/PostgresExporterDown.md`,
  }),
};
