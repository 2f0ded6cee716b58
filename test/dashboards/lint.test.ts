/**
 * The rules of grafana/dashboard-linter v0.2 that concern Prometheus, in short, with the exclusions of
 * `dashboards/.lint`. (Its two rules for LogQL have nothing to look at here; the structure's tests cover the five
 * on panels, units and editing.)
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import { ranges, selectors, type Selector } from "../../promql";
import { allQueries, models, panelQueries, RATE_INTERVAL, readable, variableQueries, type Model } from "./model";

interface LintConfig {
  readonly exclusions: Readonly<
    Record<string, { readonly reason: string; readonly entries: readonly { readonly dashboard: string }[] }>
  >;
}

const config = parseYaml(readFileSync(join(__dirname, "../../dashboards/.lint"), "utf8")) as LintConfig;

const excluded = (rule: string, dashboard: Model): boolean =>
  config.exclusions[rule]?.entries.some((entry) => entry.dashboard === dashboard.title) ?? false;

const choice =
  (name: string, label: string) =>
  (dashboard: Model): string[] => {
    const found = dashboard.templating.list.find((variable) => variable.name === name);
    if (!found) return [`no variable ${name}`];
    const wrong =
      found.type !== "query" ||
      found.label !== label ||
      found.multi !== true ||
      found.allValue !== ".+" ||
      found.datasource?.uid !== "${datasource}";
    return wrong ? [`variable ${name}: ${JSON.stringify(found)}`] : [];
  };

const matcher =
  (name: string) =>
  (dashboard: Model): string[] =>
    panelQueries(dashboard)
      .filter(
        ({ expr }) =>
          !selectors(readable(expr)).every(({ matchers }) =>
            matchers.some(({ label, operator, value }) => label === name && operator === "=~" && value === `$${name}`),
          ),
      )
      .map(({ where }) => where);

const isCounter = ({ metric = "" }: Selector): boolean => /_(total|bucket|sum)$/.test(metric);

/** Rules by the linter's names; each gives the offenders. */
const rules: Readonly<Record<string, (dashboard: Model) => readonly string[]>> = {
  "template-datasource-rule": ({ templating: { list } }) => {
    const sources = list.filter(({ type }) => type === "datasource");
    const [first] = sources;
    return sources.length === 1 &&
      first === list[0] &&
      first?.name === "datasource" &&
      first.label === "Data source" &&
      first.query === "prometheus"
      ? []
      : ["variable datasource"];
  },
  "template-job-rule": choice("job", "Job"),
  "template-instance-rule": choice("instance", "Instance"),
  "template-label-promql-rule": ({ templating: { list } }) =>
    list
      .filter(({ type, query }) => type === "query" && !/^(label_values\(.+, \w+\)|query_result\(.+\))$/.test(query))
      .map(({ name }) => name),
  "template-on-time-change-reload-rule": ({ templating: { list } }) =>
    list.filter(({ type, refresh }) => type === "query" && refresh !== 2).map(({ name }) => name),
  "target-job-rule": matcher("job"),
  "target-instance-rule": matcher("instance"),
  "target-rate-interval-rule": (dashboard) =>
    panelQueries(dashboard)
      .filter(({ expr }) =>
        ranges(readable(expr)).some(({ call, range }) => range !== RATE_INTERVAL && call !== "increase"),
      )
      .map(({ where }) => where),
  "target-counter-agg-rule": (dashboard) =>
    panelQueries(dashboard)
      .filter(({ expr }) =>
        selectors(readable(expr)).some(
          (one) => isCounter(one) && !["rate", "irate", "increase"].includes(one.readBy ?? ""),
        ),
      )
      .map(({ where }) => where),
};

describe("the dashboard linter's rules", () => {
  for (const [rule, offenders] of Object.entries(rules)) {
    it(`${rule} holds`, () => {
      for (const dashboard of models.filter((candidate) => !excluded(rule, candidate)))
        assert.deepEqual(offenders(dashboard), [], dashboard.uid);
    });
  }

  it("are excluded only where they do not hold, and with a reason", () => {
    for (const [rule, { reason, entries }] of Object.entries(config.exclusions)) {
      assert.ok(reason.length > 20, rule);
      for (const entry of entries) {
        const dashboard = models.find(({ title }) => title === entry.dashboard);
        assert.ok(
          dashboard && rules[rule],
          `${rule} is excluded for ${entry.dashboard}: there is no such rule or dashboard`,
        );
        assert.notDeepEqual(rules[rule](dashboard), [], `${rule} holds for ${entry.dashboard}: the exclusion can go`);
      }
    }
  });
});

describe("the variables of every dashboard", () => {
  for (const dashboard of models) {
    const list = dashboard.templating.list;
    const names = list.map(({ name }) => name);
    const used = (text: string): string[] =>
      [...text.matchAll(/\$\{?(\w+)\}?/g)].map(([, name = ""]) => name).filter((name) => !name.startsWith("__"));

    it(`${dashboard.uid}: can be chosen in any number, "All" at first, in order`, () => {
      for (const variable of list.filter(({ type }) => type === "query")) {
        const { multi, includeAll, allValue, sort, datasource } = variable;
        assert.deepEqual(
          { multi, includeAll, allValue, sort, datasource },
          {
            multi: true,
            includeAll: true,
            allValue: ".+",
            sort: 1,
            datasource: { type: "prometheus", uid: "${datasource}" },
          },
          variable.name,
        );
        assert.ok(variable.label, variable.name);
      }
    });

    it(`${dashboard.uid}: depend only on those before them`, () => {
      for (const [i, { name, query }] of list.entries())
        assert.deepEqual(
          used(query).filter((other) => !names.slice(0, i).includes(other)),
          [],
          name,
        );
    });

    it(`${dashboard.uid}: are all used, and none is missing`, () => {
      const asked = new Set(
        [...panelQueries(dashboard), ...variableQueries(dashboard)].flatMap(({ expr }) => used(expr)),
      );
      assert.deepEqual(
        [...asked].filter((name) => !names.includes(name)),
        [],
      );
      assert.deepEqual(
        names.filter((name) => name !== "datasource" && !asked.has(name)),
        [],
      );
    });
  }

  it("are compared with =~, since they can hold several values", () => {
    assert.deepEqual(
      allQueries
        .filter(({ expr }) =>
          selectors(readable(expr)).some(({ matchers }) =>
            matchers.some(({ operator, value }) => !operator.endsWith("~") && value.includes("$")),
          ),
        )
        .map(({ where }) => where),
      [],
    );
  });
});
