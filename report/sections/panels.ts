/** The dashboards and their panels. */
import { basename } from "node:path";
import type { RenderedFiles } from "../../render/files";
import type { Fact, Item, Section } from "../model";
import { factsOf, otherSettings } from "../read";

/** A query of a panel. */
interface Query {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
}

/** The parts of a panel, or of a row of panels, that have a name for reviewers. */
interface Panel {
  readonly id?: number;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly targets?: readonly Query[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
  readonly panels?: readonly Panel[];
  readonly gridPos?: unknown;
}

/** A dashboard as Grafana reads it. */
interface Dashboard {
  readonly title?: string;
  readonly panels?: readonly Panel[];
}

/** Panels by their id within their dashboard; where a panel stands is left to the diff. */
export const panels: Section = {
  title: "Dashboards",
  noun: ["dashboard or panel", "dashboards and panels"],
  items: (files) => dashboards(files).flatMap(({ name, dashboard }) => dashboardItems(name, dashboard)),
};

function dashboards(files: RenderedFiles): readonly { name: string; dashboard: Dashboard }[] {
  return [...files]
    .filter(([path]) => path.startsWith("dashboards/"))
    .map(([path, text]) => ({ name: basename(path, ".json"), dashboard: JSON.parse(text) as Dashboard }));
}

function dashboardItems(name: string, { title = name, panels: top = [], ...others }: Dashboard): readonly Item[] {
  const all = top.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const shown = all.filter(({ type }) => type !== "row");
  // The count is for a dashboard that comes or goes; in one that stays, the panels speak for themselves.
  const count: Fact = { label: "panels", value: String(shown.length), identity: "" };
  return [
    { key: name, name: `dashboard ${title}`, facts: [...factsOf({ title }), count, otherSettings(others)] },
    ...all.map((panel) => panelItem(name, title, panel)),
  ];
}

function panelItem(dashboard: string, dashboardTitle: string, panel: Panel): Item {
  const { id, type, title = "", description, targets: queries = [], fieldConfig, panels: _panels, gridPos: _gridPos, ...others } = panel;
  const { unit, ...defaults } = fieldConfig?.defaults ?? {};
  const restOfQueries = queries.map(({ expr: _expr, legendFormat: _legend, ...rest }) => rest);
  return {
    // Ids have up to four digits; padded, they sort as numbers.
    key: `${dashboard} ${type === "row" ? "row " : ""}${String(id).padStart(4, "0")}`,
    name: `${dashboardTitle}: ${title}`,
    partOf: dashboard,
    facts: [
      ...factsOf({ title, type, ...Object.fromEntries(queries.flatMap(queryFacts)), unit, description }),
      otherSettings([others, { ...fieldConfig, defaults }, restOfQueries]),
    ],
  };
}

function queryFacts({ refId = "", expr, legendFormat }: Query): readonly (readonly [string, unknown])[] {
  return [[`query ${refId}`, expr], [`legend ${refId}`, legendFormat]];
}
