import assert from "node:assert/strict";
import { defaultAlertSettings } from "../../config/schema/alerts";
import { dashboardJson, dashboards, dashboardSpecs } from "../../dashboards";
import { everything, files, model, models, panelQueries, panels, type Panel } from "./model";

/** Fails with the names of the offenders. */
function none(offenders: readonly string[], what: string): void {
  assert.deepEqual(offenders, [], what);
}

const titleOf = (panel: Panel): string => `${panel.id} "${panel.title}"`;

describe("every dashboard", () => {
  it("covers the cluster, the application, the database and the cache, in the folder Qualisys", () => {
    assert.deepEqual(
      files.map(({ uid, title, folder }) => [uid, title, folder]),
      [
        ["qualisys-cluster", "Kubernetes cluster overview", "Qualisys"],
        ["qualisys-application", "Application performance", "Qualisys"],
        ["qualisys-database", "Database performance", "Qualisys"],
        ["qualisys-cache", "Cache performance", "Qualisys"],
      ],
    );
  });

  for (const dashboard of models) {
    describe(dashboard.uid, () => {
      it("is Grafana's classic model with everything that provisioning needs", () => {
        assert.match(dashboard.uid, /^[a-z0-9-]{1,40}$/);
        assert.equal(dashboard.schemaVersion, 42);
        assert.equal(dashboard.editable, false);
        assert.equal(dashboard.graphTooltip, 1);
        assert.equal(dashboard.timezone, "utc");
        assert.match(dashboard.refresh, /^\d+[sm]$/);
        assert.match(dashboard.time.from, /^now-\d+h$/);
        assert.equal(dashboard.time.to, "now");
        assert.ok(dashboard.tags.includes("qualisys"));
        assert.ok(Array.isArray(dashboard.annotations.list));
      });

      it("links to the others by their tag and keeps the time range", () => {
        assert.deepEqual(
          dashboard.links.map(({ type, tags, keepTime }) => ({ type, tags, keepTime })),
          [{ type: "dashboards", tags: ["qualisys"], keepTime: true }],
        );
      });

      it("gives every panel and row an id of its own", () => {
        const ids = everything(dashboard).map(({ id }) => id);
        none(
          everything(dashboard)
            .filter(({ id }, i) => !Number.isInteger(id) || id === 0 || ids.indexOf(id) !== i)
            .map(titleOf),
          "ids",
        );
      });

      it("lays its panels out on the grid without overlap or gap", () => {
        const lists = [dashboard.panels, ...dashboard.panels.map((panel) => panel.panels ?? [])];
        for (const list of lists) {
          none(
            list.filter(({ gridPos: g }) => !g || g.x < 0 || g.w < 1 || g.h < 1 || g.x + g.w > 24).map(titleOf),
            "off the grid",
          );
          none(list.filter((a, i) => list.slice(i + 1).some((b) => overlap(a, b))).map(titleOf), "overlap");
          for (const line of new Set(list.map(({ gridPos }) => gridPos?.y))) {
            const width = list
              .filter(({ gridPos }) => gridPos?.y === line)
              .reduce((sum, { gridPos }) => sum + (gridPos?.w ?? 0), 0);
            assert.equal(width, 24, `the line at y=${line} is ${width} wide`);
          }
        }
      });

      it("folds panels into closed rows and keeps those of open rows beside them", () => {
        none(
          dashboard.panels
            .filter((panel) => panel.type === "row" && panel.collapsed !== (panel.panels ?? []).length > 0)
            .map(titleOf),
          "rows",
        );
      });

      it("uses no panel that Grafana no longer has", () => {
        none(
          panels(dashboard)
            .filter(({ type }) => !["timeseries", "stat", "gauge", "table"].includes(type))
            .map(titleOf),
          "panel types",
        );
      });

      it("gives every panel a title, a description, a unit, a text for no data, and thresholds of its own", () => {
        for (const panel of panels(dashboard)) {
          const { unit, noValue, thresholds } = panel.fieldConfig?.defaults ?? {};
          const lacking = Object.entries({ title: panel.title, description: panel.description, unit, noValue })
            .filter(([, text]) => text === undefined || text.trim() === "")
            .map(([key]) => key);
          none(lacking, `${titleOf(panel)} lacks`);
          assert.match(panel.description ?? "", /^[A-Z0-9].*\S$/s, `${titleOf(panel)}: description`);
          assert.equal(
            thresholds?.steps[0]?.value,
            null,
            `${titleOf(panel)}: without steps Grafana paints values above 80 red`,
          );
        }
      });

      it("asks the chosen data source in every panel and query", () => {
        const chosen = { type: "prometheus", uid: "${datasource}" };
        for (const panel of panels(dashboard)) {
          assert.deepEqual(panel.datasource, chosen, titleOf(panel));
          assert.ok((panel.targets ?? []).length > 0, `${titleOf(panel)} asks nothing`);
          for (const target of panel.targets ?? []) assert.deepEqual(target.datasource, chosen, titleOf(panel));
        }
      });

      it("names every query of a panel differently", () => {
        none(
          panels(dashboard)
            .filter(
              ({ targets = [] }) =>
                new Set(targets.map(({ refId }) => refId)).size !== targets.length ||
                targets.some(({ refId }) => !refId),
            )
            .map(titleOf),
          "refIds",
        );
      });

      it("labels every line of a time series, and shows a legend", () => {
        const series = panelQueries(dashboard).filter(({ panel }) => panel.type === "timeseries");
        none(
          series.filter(({ target }) => !target.legendFormat).map(({ where }) => where),
          "no legend text",
        );
        none(
          series.filter(({ panel }) => panel.options?.legend?.showLegend !== true).map(({ where }) => where),
          "no legend",
        );
      });

      it("shows numbers as they are now, not the last that there were", () => {
        none(
          panelQueries(dashboard)
            .filter(({ panel, target }) => (panel.type !== "timeseries") !== target.instant)
            .map(({ where }) => where),
          "instant",
        );
      });

      it("is well below the size that a ConfigMap can hold", () => {
        const file = files.find(({ uid }) => uid === dashboard.uid);
        assert.ok(file && Buffer.byteLength(dashboardJson(file)) < 900_000);
      });
    });
  }
});

describe("the dashboards together", () => {
  it("have different uids and titles", () => {
    assert.equal(new Set(files.map(({ uid }) => uid)).size, files.length);
    assert.equal(new Set(files.map(({ title }) => title)).size, files.length);
  });

  it("are the same bytes each time, with keys in order and no time in them", () => {
    const again = dashboards({
      runbookBaseUrl: "https://runbooks.example.com/",
      specs: dashboardSpecs(defaultAlertSettings()),
    });
    files.forEach((file, i) => {
      const text = dashboardJson(file);
      assert.equal(again[i] && dashboardJson(again[i]), text);
      assertSorted(JSON.parse(text), file.uid);
      assert.doesNotMatch(text, /20\d\d-\d\d-\d\d/);
    });
  });
});

describe("the cluster dashboard", () => {
  it("keeps all 21 panels of dashboard 315", () => {
    const expected: Readonly<Record<number, string>> = {
      32: "Network I/O pressure",
      4: "Cluster memory usage",
      6: "Cluster CPU usage (1m avg)",
      7: "Cluster filesystem usage",
      9: "Used",
      10: "Total",
      11: "Used",
      12: "Total",
      13: "Used",
      14: "Total",
      17: "Pods CPU usage (1m avg)",
      23: "System services CPU usage (1m avg)",
      24: "Containers CPU usage (1m avg)",
      20: "All processes CPU usage (1m avg)",
      25: "Pods memory usage",
      26: "System services memory usage",
      27: "Containers memory usage",
      28: "All processes memory usage",
      16: "Pods network I/O (1m avg)",
      30: "Containers network I/O (1m avg)",
      29: "All processes network I/O (1m avg)",
    };
    assert.equal(Object.keys(expected).length, 21);
    const titles = Object.fromEntries(panels(model("cluster")).map(({ id, title }) => [id, title]));
    for (const [id, title] of Object.entries(expected)) assert.equal(titles[id], title, `panel ${id}`);
  });
});

function overlap(a: Panel, b: Panel): boolean {
  const [p, q] = [a.gridPos, b.gridPos];
  return p !== undefined && q !== undefined && p.x < q.x + q.w && q.x < p.x + p.w && p.y < q.y + q.h && q.y < p.y + p.h;
}

function assertSorted(value: unknown, where: string): void {
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  if (!Array.isArray(value)) assert.deepEqual(keys, [...keys].sort(), where);
  for (const [key, item] of Object.entries(value)) assertSorted(item, `${where}.${key}`);
}
