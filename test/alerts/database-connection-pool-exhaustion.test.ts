import { check, checkText, firing, neverPending, preparePromtool, silentUntil, type AlertLabels } from "./promtool";
import { constant, during, steps, type Samples, type Series } from "./series";

const target = {
  namespace: "monitoring",
  job: "postgres-exporter",
  database: "orders",
  instance: "10.0.0.21:9187",
};

type Labels = Readonly<Record<string, string>>;

/** What the exporter's versions tell apart: labels of all its metrics, and more on pg_stat_activity_count. */
const exporters: Record<string, { server: Labels; session: Labels }> = {
  "v0.15": { server: { server: "db-1:5432" }, session: {} },
  "v0.17": { server: { server: "db-1:5432" }, session: { backend_type: "client backend", wait_event: "ClientRead", wait_event_type: "Client" } },
  "v0.20": { server: {}, session: { backend_type: "client backend", wait_event: "ClientRead", wait_event_type: "Client" } },
};
const newest = { backend_type: "client backend", wait_event: "ClientRead", wait_event_type: "Client" };

function sessions(samples: Samples, labels: Labels = {}): Series {
  const defaults = { datname: "shop", state: "active", usename: "app", application_name: "api", ...newest };
  return { metric: "pg_stat_activity_count", labels: { ...target, ...defaults, ...labels }, samples };
}

function maxConnections(value: number, labels: Labels = {}): Series {
  return { metric: "pg_settings_max_connections", labels: { ...target, ...labels }, samples: constant(value) };
}

function alert(labels: Labels = {}): AlertLabels {
  return { alertname: "DatabaseConnectionPoolExhaustion", severity: "critical", team: "platform", ...target, ...labels };
}

describe("DatabaseConnectionPoolExhaustion", () => {
  before(preparePromtool);

  it("fires after two minutes above 90%, and not before", () =>
    check({
      series: [maxConnections(100), sessions(steps([0, 50], [600, 91]))],
      expect: [silentUntil(705), firing(720, alert())],
    }));

  it("says what, where and how much", () =>
    checkText([maxConnections(200), sessions(constant(189))], 300, {
      alert: "DatabaseConnectionPoolExhaustion",
      labels: alert(),
      annotations: {
        summary: "PostgreSQL is running out of connections.",
        description:
          "Database orders (10.0.0.21:9187) uses 94.5% of its max_connections (more than 90%) for at least 2 minutes.",
        runbook_url: "https://runbooks.example.com/DatabaseConnectionPoolExhaustion.md",
        dashboard_url:
          "https://grafana.example.com/d/qualisys-database?viewPanel=10&var-namespace=monitoring&var-job=postgres-exporter" +
          "&var-database=orders&var-instance=10.0.0.21%3A9187",
      },
    }));

  for (const [version, { server, session }] of Object.entries(exporters)) {
    it(`fires with the labels of postgres_exporter ${version}, over several databases, users and states`, () => {
      const rows: Labels[] = ["shop", "auth"].flatMap((datname) =>
        ["active", "idle", "idle in transaction"].map((state) => ({ datname, state, usename: `${datname}-user` })),
      );
      return check({
        series: [
          { ...maxConnections(100), labels: { ...target, ...server } },
          ...rows.map((row): Series => ({
            metric: "pg_stat_activity_count",
            labels: { ...target, ...server, ...session, ...row, application_name: "api" },
            samples: constant(16),
          })),
        ],
        expect: [firing(300, alert(server))],
      });
    });
  }

  it("is silent at exactly 90%", () =>
    check({
      series: [10, 30, 100, 190, 470].flatMap((max) => [
        maxConnections(max, { database: `of-${max}` }),
        sessions(constant((max * 9) / 10), { database: `of-${max}` }),
      ]),
      expect: [neverPending(0, 900)],
    }));

  it("is silent just under 90%", () =>
    check({ series: [maxConnections(1000), sessions(constant(899))], expect: [silentUntil(900)] }));

  it("fires just over 90%", () =>
    check({ series: [maxConnections(1000), sessions(constant(901))], expect: [firing(300, alert())] }));

  it("is silent at less than two minutes above 90%", () =>
    check({ series: [maxConnections(100), sessions(steps([0, 50], [600, 95], [705, 50]))], expect: [silentUntil(1500)] }));

  it("counts idle sessions, which hold their connections too", () =>
    check({
      series: [maxConnections(100), sessions(constant(5)), sessions(constant(87), { state: "idle" })],
      expect: [firing(300, alert())],
    }));

  it("does not count what takes no slot of max_connections", () =>
    check({
      series: [
        maxConnections(100),
        sessions(constant(80)),
        ...["autovacuum worker", "parallel worker", "walsender"].map((backend_type) => sessions(constant(10), { backend_type })),
      ],
      expect: [silentUntil(900)],
    }));

  it("finds the full server among several behind one exporter", () =>
    check({
      series: [
        maxConnections(100, { server: "db-1:5432" }),
        sessions(constant(96), { server: "db-1:5432" }),
        maxConnections(900, { server: "db-2:5432" }),
        sessions(constant(90), { server: "db-2:5432" }),
      ],
      expect: [firing(300, alert({ server: "db-1:5432" }))],
    }));

  it("finds the full server among several exporters that do not name their servers", () =>
    check({
      series: [
        maxConnections(100),
        sessions(constant(96)),
        maxConnections(900, { database: "search", instance: "10.0.0.22:9187" }),
        sessions(constant(90), { database: "search", instance: "10.0.0.22:9187" }),
      ],
      expect: [firing(300, alert())],
    }));

  it("tells databases of one name in two namespaces apart", () =>
    check({
      series: ["staging", "production"].flatMap((namespace, index) => [
        maxConnections(100, { namespace }),
        sessions(constant(index === 0 ? 95 : 20), { namespace }),
      ]),
      expect: [firing(300, alert({ namespace: "staging" }))],
    }));

  it("does not add up what two exporters report of one server", () =>
    check({
      series: ["10.0.0.21:9187", "10.0.0.22:9187"].flatMap((instance) => [
        maxConnections(100, { instance }),
        sessions(constant(60), { instance }),
      ]),
      expect: [silentUntil(900)],
    }));

  it("does not add up what two scrapes of one exporter report", () =>
    check({
      series: [{ endpoint: "metrics" }, { endpoint: "http" }].flatMap((scrape) => [
        maxConnections(100, scrape),
        sessions(constant(60), scrape),
        maxConnections(100, { ...scrape, database: "full" }),
        sessions(constant(95), { ...scrape, database: "full" }),
      ]),
      expect: [firing(600, alert({ database: "full" }))],
    }));

  it("is silent while max_connections is unknown", () =>
    check({ series: [sessions(constant(96))], expect: [silentUntil(900)] }));

  it("is silent while the sessions are unknown", () =>
    check({ series: [maxConnections(100)], expect: [silentUntil(900)] }));

  it("goes on firing for five minutes when a full server refuses the exporter, and then ends", () =>
    check({
      series: [maxConnections(100), sessions(during(constant(99), 0, 600))],
      // The last sample counts for five minutes, and the alert for five more.
      expect: [firing(1170, alert()), firing(1215)],
    }));

  it("goes on firing for five minutes when connections are freed, and then ends", () =>
    check({
      series: [maxConnections(100), sessions(steps([0, 99], [600, 20]))],
      expect: [firing(885, alert()), firing(915)],
    }));
});
