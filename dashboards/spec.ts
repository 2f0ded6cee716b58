/**
 * What a dashboard is, as plain data: the files of each dashboard declare these,
 * `build.ts` turns them into Grafana's classic JSON.
 */

/** Units in use, by Grafana's names for them. */
export type Unit = "bytes" | "Bps" | "ops" | "percent" | "percentunit" | "reqps" | "s" | "short";

/** One query of a time series panel. */
export interface Query {
  /** PromQL; `$__rate_interval` in every rate. */
  readonly expr: string;
  /** Legend text; `{{label}}` stands for the label's value. */
  readonly legend: string;
}

/** From this value on (`null`: from the bottom) the colour applies. */
export interface Step {
  readonly value: number | null;
  readonly color: string;
}

interface PanelBase {
  /** Unique in its dashboard and never changed: links to single panels use it. */
  readonly id: number;
  readonly title: string;
  /** What the panel shows, from which metrics, and how to read it. */
  readonly description: string;
  readonly unit: Unit;
  /** Columns out of Grafana's 24. The panels of one line add up to 24. */
  readonly width: number;
  /** Rows of the grid (30 px each). Default: 8, stats 4. */
  readonly height?: number;
  readonly min?: number;
  readonly max?: number;
  /** Digits after the point. Default: Grafana decides. */
  readonly decimals?: number;
  /** Colours by value; drawn as lines in time series. Default: no colours. */
  readonly steps?: readonly Step[];
  /** Shown where a query returns nothing. Default: `N/A`. */
  readonly noValue?: string;
  /** Name of the alert that watches what this panel shows: links the panel to its runbook, and the alert to the panel. */
  readonly alert?: string;
}

/** Values over time. */
export interface TimeseriesSpec extends PanelBase {
  readonly kind: "timeseries";
  readonly queries: readonly Query[];
  /** Areas on top of each other, where their sum means something. Default: lines. */
  readonly stacked?: boolean;
  /** Many series meet here: the legend becomes a table with last, mean and highest value. */
  readonly manySeries?: boolean;
}

/** One number, as it is now. */
export interface StatSpec extends PanelBase {
  readonly kind: "stat" | "gauge";
  readonly expr: string;
  /** Words in place of certain values, such as `up` for 1. */
  readonly words?: Readonly<Record<string, string>>;
}

/** A number column of a table. */
export interface Column {
  readonly heading: string;
  readonly expr: string;
  readonly unit: Unit;
  readonly steps?: readonly Step[];
}

/** One line for each combination of labels, sorted by the first number column, highest first. */
export interface TableSpec extends PanelBase {
  readonly kind: "table";
  /** Label columns: label to heading, in order. */
  readonly labels: Readonly<Record<string, string>>;
  /** At least two: Grafana names the fields of a single query differently. */
  readonly columns: readonly [Column, Column, ...Column[]];
}

export type PanelSpec = TimeseriesSpec | StatSpec | TableSpec;

/** A titled group of panels. */
export interface Row {
  /** Shares its numbers with the panels' ids. */
  readonly id: number;
  readonly title: string;
  /** Folded until opened. Default: false. */
  readonly collapsed?: boolean;
  readonly panels: readonly PanelSpec[];
}

/** A choice at the top of the dashboard, filled from Prometheus; several values and "All" can be chosen. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** `label_values(...)` or `query_result(...)`; refers only to variables before it. */
  readonly query: string;
  /** Takes the value out of each line of a `query_result`. Default: the whole line. */
  readonly regex?: string;
}

/** Moments drawn across all time series: the query returns something while they last. */
export interface Annotation {
  readonly name: string;
  readonly expr: string;
  readonly color: string;
  readonly title: string;
  readonly text: string;
}

export interface DashboardSpec {
  /** Part of the dashboard's address: stable, 40 characters at most. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Besides the tag that all dashboards share. */
  readonly tags: readonly string[];
  readonly variables: readonly Variable[];
  readonly annotations: readonly Annotation[];
  readonly rows: readonly Row[];
}

/** Green up to the limit, then red; a first limit of two turns orange. */
export function above(...limits: readonly [number] | readonly [number, number]): readonly Step[] {
  const colors = limits.length === 1 ? ["red"] : ["orange", "red"];
  return [{ value: null, color: "green" }, ...limits.map((value, i) => ({ value, color: colors[i] ?? "red" }))];
}

/** Red below the limit, green from it on. */
export function atLeast(limit: number): readonly Step[] {
  return [
    { value: null, color: "red" },
    { value: limit, color: "green" },
  ];
}
