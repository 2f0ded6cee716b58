import assert from "node:assert/strict";
import type { DashboardSpec, PanelSpec } from "../../dashboards/spec";
import { watchedPanels } from "../../links";
import { models, panels } from "../dashboards/model";
import { alerts, GRAFANA_URL } from "./options";

/** The dashboard, the panel and the variables of an alert's link; its templates are taken away before it is read as an address. */
function target(link: string) {
  const variables = [...link.matchAll(/&var-(\w+)=/g)].map(([, name = ""]) => name);
  const { origin, pathname, searchParams } = new URL(link.replace(/\{\{ with .*/, ""));
  const dashboard = models.find(({ uid }) => pathname === `/d/${uid}`);
  const panel = dashboard && panels(dashboard).find(({ id }) => String(id) === searchParams.get("viewPanel"));
  return { origin, dashboard, panel, variables };
}

describe("an alert's link to its panel", () => {
  const linked = alerts.flatMap(({ alert, annotations: { dashboard_url: link } }) =>
    link === undefined ? [] : [{ alert, ...target(link) }],
  );

  it("leads to a panel that names the alert", () => {
    assert.ok(linked.length >= 6);
    const wrong = linked.filter(({ alert, panel }) => panel?.links?.[0]?.title !== `Runbook: ${alert}`);
    assert.deepEqual(
      wrong.map(({ alert }) => alert),
      [],
    );
  });

  it("leads to Grafana's address", () =>
    assert.deepEqual(
      linked.filter(({ origin }) => origin !== GRAFANA_URL),
      [],
    ));

  it("chooses only by variables that the dashboard has and the panel uses", () => {
    const unknown = linked.flatMap(({ alert, dashboard, panel, variables }) =>
      variables
        .filter(
          (name) =>
            !dashboard?.templating.list.some((variable) => variable.name === name) ||
            !JSON.stringify(panel?.targets).includes(`$${name}`),
        )
        .map((name) => `${alert}: ${name}`),
    );
    assert.deepEqual(unknown, []);
  });

  it("is there for every alert that a panel names, and only for those", () => {
    const named = models
      .flatMap(panels)
      .flatMap(({ links = [] }) => links.map(({ title }) => title.replace("Runbook: ", "")));
    assert.deepEqual(linked.map(({ alert }) => alert).sort(), [...new Set(named)].sort());
  });
});

describe("the panel of an alert", () => {
  const panel = (id: number, alert: string | undefined, expr: string): PanelSpec => ({
    kind: "stat",
    id,
    title: "Panel",
    description: "",
    unit: "short",
    width: 6,
    expr,
    ...(alert === undefined ? {} : { alert }),
  });
  const dashboard = (uid: string, ...list: readonly PanelSpec[]): DashboardSpec => ({
    uid,
    title: uid,
    description: "",
    tags: [],
    annotations: [],
    variables: ["namespace", "job", "jobless"].map((name) => ({ name, label: name, query: "" })),
    rows: [{ id: 100, title: "Row", panels: list }],
  });

  it("is the first that names it, with the variables of its queries", () => {
    const places = watchedPanels([
      dashboard("one", panel(1, undefined, "up"), panel(2, "Down", 'up{jobless=~"$jobless",namespace=~"$namespace"}')),
      dashboard("two", panel(3, "Down", "up"), panel(4, "Full", "up")),
    ]);
    assert.deepEqual(
      [...places],
      [
        ["Down", { uid: "one", panelId: 2, variables: ["namespace", "jobless"] }],
        ["Full", { uid: "two", panelId: 4, variables: [] }],
      ],
    );
  });
});
