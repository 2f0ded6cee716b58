import { exporterDownCases } from "../exporters";
import { RUNBOOKS, type UnitTest } from "../unit-test";
import { fixture } from "./redis";

export const unitTest: UnitTest = {
  alert: "RedisExporterDown",
  cases: exporterDownCases(fixture, {
    summary: "Redis is not measured.",
    description:
      "No redis-exporter of cache sessions has answered Prometheus for at least 5 minutes. " +
      "Whether the cache itself works is not known, and its other alerts are blind.",
    runbook_url: `${RUNBOOKS}/RedisExporterDown.md`,
  }),
};
