import assert from "node:assert/strict";
import { emptyWithoutFault, mayBeEmpty } from "../../dashboards/empty-without-fault";
import { ensureTools } from "../../sandbox/tools";
import { approximately, evaluate, type Expected } from "./evaluate";
import { expectations } from "./expectations";
import { scraped } from "../synthetic-cluster/simulation";
import { annotationQueries, model, models, panelQueries, variableQueries, type Located } from "./model";
import { smallCluster } from "./small-cluster";
import { byDefault, serversDown, withDefaults, withOptions, withoutRequests } from "./variants";

/** The query gives at least one number, neither NaN nor infinite. */
const something = ({ where, expr }: Located): Expected => ({
  where,
  expr: `group(((${expr}) > -Inf) < Inf)`,
  samples: [{ labels: "{}", value: 1 }],
});
/** The query gives no sample at all. */
const nothing = ({ where, expr }: Located): Expected => ({ where, expr: `group(${expr})`, samples: [] });

/** Needs what is off by default. */
const isOptional = ({ dashboard, panel, target }: (typeof queries)[number]): boolean =>
  mayBeEmpty({ dashboard, panelId: panel.id, refId: target.refId });

const queries = models.flatMap((dashboard) =>
  panelQueries(dashboard).map((query) => ({ ...query, dashboard: dashboard.uid })),
);

describe("the panels of the dashboards", function () {
  this.timeout("1m");
  before(async function () {
    // Minutes where promtool is not built yet.
    this.timeout("60m");
    await ensureTools(["promtool"]);
  });

  const choices = models.flatMap((dashboard) => [...variableQueries(dashboard), ...annotationQueries(dashboard)]);

  it("all show something where everything optional is on", async () => {
    await evaluate(withOptions(), [...queries, ...choices].map(something));
  });

  it("all show something with the chart and the exporters as they are by default", async () => {
    assert.deepEqual(
      emptyWithoutFault.filter(
        (one) =>
          !queries.some(
            (query) => isOptional(query) && query.dashboard === one.dashboard && query.panel.id === one.panelId,
          ),
      ),
      [],
      "no query is meant",
    );
    await evaluate(
      withDefaults(),
      queries.map((query) => (isOptional(query) ? nothing(query) : something(query))),
    );
  });

  it("show nothing, rather than zeros, where nothing is measured", async () => {
    await evaluate([], queries.map(nothing));
  });

  it("show that databases and caches are down, and nothing else of them", async () => {
    const up = (where: string): boolean => /panel 1 "Up"/.test(where);
    const ofServers = queries.filter(({ where }) => /^qualisys-(database|cache),/.test(where));
    assert.equal(ofServers.filter(({ where }) => up(where)).length, 2);
    await evaluate(serversDown(), [
      ...ofServers
        .filter(({ where }) => up(where))
        .map(({ where, expr }) => ({ where, expr, samples: [{ labels: "{}", value: 0 }] })),
      ...ofServers.filter(({ where }) => !up(where)).map(nothing),
    ]);
  });

  it("show no error ratio and no latency of services without requests", async () => {
    const quiet = [/^Error ratio by/, /^Routes now/].map((title) =>
      queries.filter(({ panel }) => title.test(panel.title ?? "")),
    );
    assert.ok(quiet.every((some) => some.length > 0));
    await evaluate(withoutRequests(), quiet.flat().map(nothing));
  });

  it("have on their lines every label that the legend names", async () => {
    const labels = queries.flatMap(({ where, expr, target }) =>
      [...(target.legendFormat ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => ({
        where: `${where}, legend {{${label}}}`,
        expr: `group by (has) (label_replace((${expr}), "has", "yes", "${label}", ".+"))`,
        samples: [{ labels: '{has="yes"}', value: 1 }],
      })),
    );
    assert.ok(labels.length > 100);
    await evaluate(withOptions(), labels);
  });

  it(`show the right numbers (${expectations.length} of them)`, async () => {
    await evaluate(
      scraped(smallCluster()),
      expectations.map(({ dashboard, panel, refId, samples }) =>
        approximately({
          ...query(dashboard, panel, refId),
          samples: Object.entries(samples).map(([labels, value]) => ({ labels: `{${labels}}`, value })),
        }),
      ),
    );
  });

  it("know less and say so by default: no statements, fewer reserved slots", async () => {
    await evaluate(scraped(byDefault(smallCluster())), [
      approximately({ ...query("database", 3, "A"), samples: [{ labels: "{}", value: 0.02 }] }),
      approximately({
        ...query("database", 11, "B"),
        samples: [{ labels: '{database="main",instance="10.0.2.3:9187"}', value: 97 }],
      }),
    ]);
  });
});

/** One query of one panel, with the place it is from. */
function query(dashboard: string, id: number, refId: string): Located {
  const found = panelQueries(model(dashboard)).find(({ panel, target }) => panel.id === id && target.refId === refId);
  if (!found) throw new Error(`${dashboard} has no panel ${id} with a query ${refId}.`);
  return { where: found.where, expr: found.expr };
}
