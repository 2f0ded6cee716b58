import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { postgres } from "../../exporters/postgres";
import {
  collectorArguments,
  postgresCollectors,
  postgresExporterMetrics,
  POSTGRES_EXPORTER_VERSION,
  runningCollectors,
} from "../../exporters/postgres/collectors";
import { isAlertingRule } from "../../alerts";
import { rules } from "../alerts/options";
import { allQueries, substituted } from "../dashboards/model";
import { blocks, inlineCode, page, pages, PROJECT_FOLDER } from "../docs/markdown";
import { configWith } from "../program/config.fixture";
import { collectorFaults, unanswered, type Query } from "./collectors";
import { selectedMetrics } from "../../promql";

const databaseWith = (changes: Readonly<Record<string, unknown>> = {}) =>
  configWith({ databases: [{ name: "main", credentials: "db", ...changes }] }).databases[0] ??
  assert.fail("there is no database");
const database = databaseWith();
const { args, image } = postgres.exporter(database);

const inRules: readonly Query[] = rules.map((rule) => ({
  where: isAlertingRule(rule) ? rule.alert : rule.record,
  expr: rule.expr,
}));
const inDashboards: readonly Query[] = allQueries.map(({ where, expr }) => ({ where, expr: substituted(expr) }));
const queries = [...inRules, ...inDashboards];

/** The same collectors with some of them switched. */
const switched = (changes: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(
    Object.entries(postgresCollectors).map(([name, collector]) => [
      name,
      { ...collector, on: changes[name] ?? collector.on },
    ]),
  );

describe("the collectors of postgres_exporter", () => {
  it("are on where alerts and dashboards use their metrics, and off everywhere else", () => {
    assert.ok(queries.filter(({ expr }) => /\bpg_/.test(expr)).length > 30);
    assert.deepEqual(collectorFaults(queries), []);
  });

  it("are those of the release that is deployed, 15 of 26 of which start unless they are turned off", () => {
    assert.equal(image.split(":").at(-1), POSTGRES_EXPORTER_VERSION);
    assert.equal(POSTGRES_EXPORTER_VERSION, "v0.20.1", "look up the collectors of the new release, and their metrics");
    assert.equal(Object.keys(postgresCollectors).length, 26);
    assert.equal(Object.values(postgresCollectors).filter(({ byDefault }) => byDefault).length, 15);
  });

  it("are each switched by exactly one argument, on or off", () => {
    const given = args.flatMap((argument) => /^--(?:no-)?collector\.([a-z_]+)$/.exec(argument)?.[1] ?? []);
    assert.deepEqual(given, Object.keys(postgresCollectors));
    assert.deepEqual(
      args.filter((argument) => collectorArguments(database).includes(argument)),
      collectorArguments(database),
    );
  });

  describe("are left off", () => {
    /** What is started beside a server, of what is started by default here. */
    const missing = (changes: Readonly<Record<string, unknown>>) =>
      runningCollectors.filter(
        (name) => !postgres.exporter(databaseWith(changes)).args.includes(`--collector.${name}`),
      );

    it("nowhere by default", () => assert.deepEqual(missing({}), []));
    it("on RDS as little as on any other PostgreSQL", () => assert.deepEqual(missing({ engine: "rds" }), []));
    it("on Aurora where they call functions that it lacks", () =>
      assert.deepEqual(missing({ engine: "aurora" }), ["replication", "stat_wal_receiver"]));
    it("where the stack file says so, on Aurora too", () =>
      assert.deepEqual(missing({ engine: "aurora", collectorsOff: ["stat_statements"] }), [
        "replication",
        "stat_statements",
        "stat_wal_receiver",
      ]));
    it("by their flags, so that the exporter does not start them by itself", () => {
      const { args: given } = postgres.exporter(databaseWith({ engine: "aurora", collectorsOff: ["locks"] }));
      for (const name of ["locks", "replication", "stat_wal_receiver"])
        assert.ok(given.includes(`--no-collector.${name}`), name);
    });
  });

  it("export each metric once", () => {
    const metrics = [
      ...postgresExporterMetrics,
      ...Object.values(postgresCollectors).flatMap((collector) => collector.metrics),
    ];
    assert.deepEqual(
      metrics.filter((metric, index) => metrics.indexOf(metric) !== index),
      [],
    );
  });

  it("export what the pages and runbooks ask for", () => {
    const runbooks = readdirSync(join(PROJECT_FOLDER, "runbooks"))
      .filter((file) => file.endsWith(".md"))
      .map((file) => page(`runbooks/${file}`));
    const written = [...runbooks, ...pages()].flatMap(({ path, text }) => [
      ...blocks(text, "promql").map((expr) => ({ where: path, expr })),
      ...inlineCode(text)
        .flatMap((code) => /^q (.+)$/.exec(code)?.[1] ?? [])
        .map((expr) => ({ where: path, expr })),
    ]);
    assert.ok(written.filter(({ expr }) => expr.includes("pg_")).length > 10);
    assert.deepEqual(
      written.flatMap((query) => unanswered(query)),
      [],
    );
  });

  it("are named in the runbook with the alerts that each makes blind", () => {
    const rows = page("runbooks/PostgresCollectorFailing.md").text.split("\n");
    const names = (text = "") => [...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    const told = rows.flatMap((line) => {
      const [, collectors, blind] = /^\| (`.*?) \| (.*) \|$/.exec(line) ?? [];
      return names(collectors).map((collector) => [collector, names(blind?.split(";")[0]).sort()] as const);
    });
    // Alerts on the metrics themselves: they speak where collectors fail.
    const speaking = ["PostgresCollectorFailing", "PostgresMetricsMissing"];
    const blinded = runningCollectors.map((collector) => {
      const off = switched({ [collector]: false });
      const lacking = rules.filter(({ expr }) => unanswered({ where: "", expr }, off).length > 0);
      const alerts = lacking.flatMap((rule) =>
        isAlertingRule(rule)
          ? [rule.alert]
          : rules.filter(isAlertingRule).flatMap(({ alert, expr }) => (expr.includes(rule.record) ? [alert] : [])),
      );
      return [collector, [...new Set(alerts)].filter((alert) => !speaking.includes(alert)).sort()] as const;
    });
    assert.deepEqual(Object.fromEntries(told), Object.fromEntries(blinded));
  });

  describe("are refused", () => {
    const refused = (changes: Readonly<Record<string, boolean>>, more: readonly Query[] = []) =>
      collectorFaults([...queries, ...more], switched(changes)).join("\n");

    for (const name of Object.keys(postgresCollectors).filter((each) => postgresCollectors[each]?.on === false)) {
      it(`where ${name} runs for nobody`, () =>
        assert.equal(
          refused({ [name]: true }),
          `The collector ${name} is on, and no alert and no dashboard uses its metrics.`,
        ));
    }
    for (const name of Object.keys(postgresCollectors).filter((each) => postgresCollectors[each]?.on === true)) {
      it(`where ${name} does not run`, () =>
        assert.match(refused({ [name]: false }), new RegExp(`: pg_\\w+ needs the collector ${name}, which is off\\.`)));
    }

    const asked = (expr: string) => refused({}, [{ where: "NewAlert", expr }]);
    for (const [what, expr, fault] of [
      [
        "an alert asks for a metric of one that is off",
        "pg_stat_replication_pg_wal_lsn_diff > 1e9",
        "NewAlert: pg_stat_replication_pg_wal_lsn_diff needs the collector stat_replication, which is off.",
      ],
      [
        "a range of it is asked for",
        'rate(pg_stat_user_tables_n_tup_upd{datname="a"}[5m]) > 1',
        "NewAlert: pg_stat_user_tables_n_tup_upd needs the collector stat_user_tables, which is off.",
      ],
      [
        "its name is a label",
        '{__name__="pg_wal_segments"} > 100',
        "NewAlert: pg_wal_segments needs the collector wal, which is off.",
      ],
      [
        "its name is in quotes",
        '{"pg_stat_archiver_failed_count", database="a"} > 0',
        "NewAlert: pg_stat_archiver_failed_count needs the collector stat_archiver, which is off.",
      ],
      [
        "both label and name are in quotes",
        "{`__name__`='pg_roles_connection_limit'} > 0",
        "NewAlert: pg_roles_connection_limit needs the collector roles, which is off.",
      ],
      [
        "it stands deep in an expression",
        "absent(max by (a) (pg_up offset 5m) unless on (a) (pg_xlog_location_bytes or up))",
        "NewAlert: pg_xlog_location_bytes needs the collector xlog_location, which is off.",
      ],
      [
        "the text of statements is asked for",
        "pg_stat_statements_query_id",
        "NewAlert: postgres_exporter has no metric pg_stat_statements_query_id.",
      ],
      [
        "an exporter before v0.20 had the metric",
        "pg_replication_slot_slot_is_active == 0",
        "NewAlert: postgres_exporter has no metric pg_replication_slot_slot_is_active.",
      ],
      [
        "nobody has the metric",
        "pg_stat_database_xact_comit",
        "NewAlert: postgres_exporter has no metric pg_stat_database_xact_comit.",
      ],
      [
        "a pattern chooses the metrics",
        '{__name__=~"pg_stat_replication_.+"} > 0',
        'NewAlert: {__name__=~"pg_stat_replication_.+"} selects whatever metrics there are; name the metric.',
      ],
      [
        "labels alone choose the metrics",
        '{job="postgres-exporter"} > 0',
        'NewAlert: {job="postgres-exporter"} selects whatever metrics there are; name the metric.',
      ],
    ] as const) {
      it(`where ${what}`, () => assert.equal(asked(expr), fault));
    }

    it("not where labels are merely called like metrics", () =>
      assert.equal(asked('sum by (pg_wal_segments) (up{pg_roles="pg_wal_segments"})'), ""));
    it("not where the exporter itself has the metric", () =>
      assert.equal(
        asked(
          'pg_scrape_collector_success{collector="stat_statements"} + on () pg_exporter_last_scrape_error + pg_static',
        ),
        "",
      ));
    it("with words of their own where a query is no PromQL", () =>
      assert.throws(() => selectedMetrics("sum("), /This is no PromQL/));
  });
});
