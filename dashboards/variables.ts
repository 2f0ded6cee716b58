import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { datasource } from "./panels";
import type { Variable } from "./spec";

/** Which Prometheus: the default one at first. */
export function datasourceVariable(): Builder<VariableModel> {
  return new DatasourceVariableBuilder("datasource")
    .label("Data source")
    .type("prometheus")
    .hide(VariableHide.DontHide);
}

/** A choice of label values, "All" at first, filled again when the time range changes. */
export function queryVariable({ name, label, query, regex }: Variable): Builder<VariableModel> {
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .query(query)
    .datasource(datasource)
    .hide(VariableHide.DontHide)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    // "All" is one short matcher instead of a list of every value, which would outgrow the request's size.
    .allValue(".+")
    .current({ selected: true, text: ["All"], value: ["$__all"] });
  return regex === undefined ? builder : builder.regex(regex);
}
