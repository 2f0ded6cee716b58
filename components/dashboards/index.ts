/** The dashboards of `dashboards/`, as ConfigMaps that Grafana's sidecar loads. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { dashboardJson, dashboards, type DashboardSpec } from "../../dashboards";
import { standardLabels } from "../../naming";
import { childOf } from "../child";
import { FOLDER_ANNOTATION } from "../kube-prometheus-stack/values/grafana";

/** Arguments of {@link Dashboards}. */
export interface DashboardsArgs {
  /** Address under which the runbooks are published; panels link to them. */
  readonly runbookBaseUrl: string;
  /** The dashboards; the links of the alerts are made from the same. */
  readonly specs: readonly DashboardSpec[];
  /** Namespace of the ConfigMaps; the sidecar searches only the release's own. */
  readonly namespace: Input<string>;
}

/** One ConfigMap a dashboard. */
export class Dashboards extends ComponentResource {
  constructor(name: string, args: DashboardsArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:Dashboards", name, {}, opts);
    for (const dashboard of dashboards(args)) {
      new ConfigMap(
        `${name}-${dashboard.uid}`,
        {
          metadata: {
            name: `dashboard-${dashboard.uid}`,
            namespace: args.namespace,
            // The sidecar looks for the text "1".
            labels: { ...standardLabels({ name: dashboard.uid, component: "dashboard" }), grafana_dashboard: "1" },
            annotations: { [FOLDER_ANNOTATION]: dashboard.folder },
          },
          data: { [`${dashboard.uid}.json`]: dashboardJson(dashboard) },
        },
        { ...childOf(this, opts), deleteBeforeReplace: true },
      );
    }
    this.registerOutputs({});
  }
}
