/** The dashboards and their panels. */
import type { RenderedFiles } from "../../render/files";
import type { Fact, Item, Section } from "../model";
import { factsOf, otherSettings } from "../read";

/** A query of a panel. */
interface Query {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
}

/** A colour and the value that it begins at; null for the one below all others. */
interface Step {
  readonly color: string;
  readonly value: number | null;
}

/** The parts of a panel, or of a row of panels, that have a name for reviewers. */
interface Panel {
  readonly id?: number;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly targets?: readonly Query[];
  readonly fieldConfig?: {
    readonly defaults?: { readonly unit?: string; readonly thresholds?: { readonly steps?: readonly Step[] } };
  };
  readonly panels?: readonly Panel[];
  readonly gridPos?: unknown;
}

/** A dashboard as Grafana reads it. */
interface Dashboard {
  readonly title?: string;
  readonly panels?: readonly Panel[];
}

/** Dashboards without their panels. */
export const dashboards: Section = {
  title: "Dashboards",
  noun: ["dashboard", "dashboards"],
  items: (files) =>
    parsed(files).map(({ path, dashboard: { title, panels: top, ...others } }) => {
      // How many panels there are is said of a dashboard that comes or goes; in one that stays they speak for themselves.
      const count: Fact = {
        label: "panels",
        value: String(everyPanel(top).filter(({ type }) => type !== "row").length),
        identity: "",
      };
      return { key: path, name: title ?? path, facts: [...factsOf({ title }), count, otherSettings(others)] };
    }),
};

/** Panels and rows by their id within their dashboard; where a panel stands is left to the diff. */
export const panels: Section = {
  title: "Panels",
  noun: ["panel", "panels"],
  items: (files) =>
    parsed(files).flatMap(({ path, dashboard }) =>
      everyPanel(dashboard.panels).map((panel) => panelItem(path, dashboard.title ?? path, panel)),
    ),
};

function parsed(files: RenderedFiles): readonly { path: string; dashboard: Dashboard }[] {
  return [...files]
    .filter(([path]) => path.startsWith("dashboards/"))
    .map(([path, text]) => ({ path, dashboard: JSON.parse(text) as Dashboard }));
}

/** Rows and panels, also those within folded rows. */
function everyPanel(top: readonly Panel[] = []): readonly Panel[] {
  return top.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

function panelItem(path: string, dashboardTitle: string, panel: Panel): Item {
  const {
    id,
    type,
    title = "",
    description,
    targets: queries = [],
    fieldConfig,
    panels: _panels,
    gridPos: _gridPos,
    ...others
  } = panel;
  const { unit, thresholds, ...defaults } = fieldConfig?.defaults ?? {};
  const restOfQueries = queries.map(({ expr: _expr, legendFormat: _legend, ...rest }) => rest);
  return {
    // Ids have up to four digits; padded, they sort as numbers.
    key: `${path} ${String(id).padStart(4, "0")}`,
    name: `${dashboardTitle}: ${title}`,
    partOf: path,
    facts: [
      ...factsOf({
        title,
        type,
        ...Object.fromEntries(queries.flatMap(queryFacts)),
        unit,
        thresholds: thresholds?.steps?.map(stepInWords),
        description,
      }),
      otherSettings([others, { ...fieldConfig, defaults }, restOfQueries]),
    ],
  };
}

function stepInWords({ color, value }: Step): string {
  return value === null ? color : `${color} from ${value}`;
}

function queryFacts({ refId = "", expr, legendFormat }: Query): readonly (readonly [string, unknown])[] {
  return [
    [`query ${refId}`, expr],
    [`legend ${refId}`, legendFormat],
  ];
}
