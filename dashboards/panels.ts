import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  MappingType,
  type Panel,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as GaugePanel } from "@grafana/grafana-foundation-sdk/gauge";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import type { PanelSpec, StatSpec, Step, TableSpec, TimeseriesSpec } from "./spec";

/** The Prometheus that the dashboard's `datasource` variable points to. */
export const datasource = { type: "prometheus", uid: "${datasource}" } as const;

/** Without steps of its own a panel gets this one: Grafana's default would paint every value above 80 red. */
const neutral: readonly Step[] = [{ value: null, color: "blue" }];

type AnyPanel = TimeseriesPanel | StatPanel | GaugePanel | TablePanel;

/** The builder of Grafana's panel for a specification; without an address for runbooks the panel has no link to one. */
export function panel(spec: PanelSpec, runbookBaseUrl?: string): Builder<Panel> {
  const builder = visualization(spec);
  builder
    .id(spec.id)
    .title(spec.title)
    .description(spec.description)
    .datasource(datasource)
    .span(spec.width)
    .height(spec.height ?? (spec.kind === "stat" ? 4 : 8))
    .unit(spec.unit)
    .thresholds(thresholds(spec.steps ?? neutral))
    .noValue(spec.noValue ?? "N/A");
  if (spec.min !== undefined) builder.min(spec.min);
  if (spec.max !== undefined) builder.max(spec.max);
  if (spec.decimals !== undefined) builder.decimals(spec.decimals);
  if (spec.alert !== undefined && runbookBaseUrl !== undefined)
    builder.links([runbookLink(spec.alert, runbookBaseUrl)]);
  return builder;
}

function visualization(spec: PanelSpec): AnyPanel {
  switch (spec.kind) {
    case "timeseries":
      return timeseries(spec);
    case "stat":
      return stat(spec);
    case "gauge":
      return gauge(spec);
    case "table":
      return table(spec);
    default:
      throw new Error(`Panel kind ${JSON.stringify(spec satisfies never)} is unknown.`);
  }
}

function timeseries(spec: TimeseriesSpec): TimeseriesPanel {
  const builder = new TimeseriesPanel()
    .targets(spec.queries.map(({ expr, legend }, i) => target(i, expr).range().legendFormat(legend)))
    .lineWidth(1)
    .fillOpacity(spec.stacked ? 40 : 10)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(legend(spec.manySeries ?? false));
  if (spec.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
  if (spec.steps)
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  return builder;
}

function legend(asTable: boolean): VizLegendOptionsBuilder {
  const builder = new VizLegendOptionsBuilder().showLegend(true);
  return asTable
    ? builder
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Right)
        .calcs(["lastNotNull", "mean", "max"])
        .sortBy("Last *")
        .sortDesc(true)
    : builder.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);
}

function stat(spec: StatSpec): StatPanel {
  return new StatPanel()
    .targets([target(0, spec.expr).instant()])
    .graphMode(BigValueGraphMode.None)
    .colorMode((spec.steps ? "background" : "value") as BigValueColorMode)
    .reduceOptions(newest())
    .mappings(mappings(spec));
}

function gauge(spec: StatSpec): GaugePanel {
  return new GaugePanel()
    .targets([target(0, spec.expr).instant()])
    .reduceOptions(newest())
    .mappings(mappings(spec));
}

function newest(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false).fields("");
}

/** NaN is what a quotient or quantile without traffic gives: not a number to show. */
function mappings(spec: StatSpec): ValueMapping[] {
  const nothing: ValueMapping = {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text: spec.noValue ?? "N/A" } },
  };
  const words = Object.entries(spec.words ?? {}).map(([value, text]) => [value, { text }]);
  return words.length === 0
    ? [nothing]
    : [{ type: MappingType.ValueToText, options: Object.fromEntries(words) }, nothing];
}

function table(spec: TableSpec): TablePanel {
  const field = (i: number): string => `Value #${refId(i)}`;
  const headings = spec.columns.map(({ heading }, i) => [field(i), heading]);
  const order = [...Object.keys(spec.labels), ...spec.columns.map((_, i) => field(i))];
  const builder = new TablePanel()
    .targets(spec.columns.map(({ expr }, i) => target(i, expr).instant().format(PromQueryFormat.Table)))
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(order.map((name, i) => [name, i])),
        renameByName: { ...spec.labels, ...Object.fromEntries(headings) },
      },
    })
    .sortBy([new TableSortByFieldStateBuilder().displayName(spec.columns[0].heading).desc(true)]);
  for (const { heading, unit, steps } of spec.columns) {
    builder.overrideByName(heading, [
      { id: "unit", value: unit },
      ...(steps
        ? [
            { id: "thresholds", value: thresholds(steps).build() },
            { id: "custom.cellOptions", value: { type: "color-text" } },
          ]
        : []),
    ]);
  }
  return builder;
}

/** Queries of a panel are called A, B, C in their order. */
function refId(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}

function target(index: number, expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId(index)).datasource(datasource).expr(expr);
}

function thresholds(steps: readonly Step[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps.map((step) => ({ ...step })));
}

function runbookLink(alert: string, runbookBaseUrl: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(`Runbook: ${alert}`)
    .type(DashboardLinkType.Link)
    .url(`${runbookBaseUrl}/${alert}.md`)
    .targetBlank(true);
}
