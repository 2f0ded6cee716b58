import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type AnnotationQuery,
  type Dashboard,
  type DashboardLink,
  type RowPanel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { datasource, panel } from "./panels";
import type { Annotation, DashboardSpec, Row } from "./spec";
import { datasourceVariable, queryVariable } from "./variables";

/** Tag that all dashboards of this project carry: the links between them go by it. */
export const TAG = "qualisys";

/** Grafana's classic JSON model (schema 42) of a dashboard. */
export function buildDashboard(spec: DashboardSpec, runbookBaseUrl?: string): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([TAG, ...spec.tags])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-3h", to: "now" })
    .timezone("utc")
    .refresh("30s")
    .links([linkToTheOthers()])
    .variables([datasourceVariable(), ...spec.variables.map(queryVariable)])
    .annotations(spec.annotations.map(annotation));
  for (const row of spec.rows) {
    builder.withRow(rowPanel(row, runbookBaseUrl));
    if (!row.collapsed) for (const item of row.panels) builder.withPanel(panel(item, runbookBaseUrl));
  }
  return builder.build();
}

/** Only a folded row holds its panels; those of an open one follow it in the dashboard's own list. */
function rowPanel(row: Row, runbookBaseUrl?: string): Builder<RowPanel> {
  const builder = new RowBuilder(row.title).id(row.id).collapsed(row.collapsed ?? false);
  if (row.collapsed) for (const item of row.panels) builder.withPanel(panel(item, runbookBaseUrl));
  return builder;
}

/**
 * The time range goes along, the variables do not: `job`, `namespace` and `instance` mean other
 * targets in each dashboard, and a service's name would leave the database's panels empty.
 */
function linkToTheOthers(): Builder<DashboardLink> {
  return inSight(
    new DashboardLinkBuilder("Qualisys")
      .type(DashboardLinkType.Dashboards)
      .tags([TAG])
      .asDropdown(true)
      .keepTime(true)
      .includeVars(false),
  );
}

function annotation(spec: Annotation): Builder<AnnotationQuery> {
  return inSight(
    new AnnotationQueryBuilder()
      .name(spec.name)
      .datasource(datasource)
      .enable(true)
      .hide(false)
      .iconColor(spec.color)
      .expr(spec.expr)
      .titleFormat(spec.title)
      .textFormat(spec.text)
      .step("60s"),
  );
}

/** The SDK's default placement hides links and annotations in a menu; without one they stand above the panels. */
function inSight<T extends { placement?: unknown }>(builder: Builder<T>): Builder<Omit<T, "placement">> {
  const { placement: _menu, ...visible } = builder.build();
  return { build: () => visible };
}
