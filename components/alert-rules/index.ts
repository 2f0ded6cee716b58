/** The alert rules of `alerts/`, as the operator's resources. */
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { CertManagerConfig, ServiceConfig } from "../../config/schema";
import type { AlertSettings } from "../../config/schema/alerts";
import { alertGroups } from "../../alerts";
import type { Servers } from "../../alerts/exporters";
import { RELEASE_NAME, standardLabels } from "../../naming";
import { childOf } from "../child";

/** Arguments of {@link AlertRules}. */
export interface AlertRulesArgs {
  /** Address under which the runbooks are published. */
  readonly runbookBaseUrl: string;
  /** Address of each alert's panel in Grafana, by the alert's name. */
  readonly panelUrls: ReadonlyMap<string, string>;
  /** What counts as too much. */
  readonly settings: AlertSettings;
  /** The services of the configuration. */
  readonly services: readonly ServiceConfig[];
  /** The servers of the configuration that have to be measured. */
  readonly servers: Servers;
  /** Where cert-manager runs; absent: it is not scraped. */
  readonly certManager?: CertManagerConfig;
  /** Namespace of the PrometheusRules. */
  readonly namespace: Input<string>;
}

/** One PrometheusRule for each file of alerts. */
export class AlertRules extends ComponentResource {
  constructor(name: string, args: AlertRulesArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:AlertRules", name, {}, opts);
    for (const file of alertGroups(args)) {
      const spec: NonNullable<IPrometheusRule["spec"]> = { groups: file.groups };
      new CustomResource(
        `${name}-${file.name}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: {
            name: file.name,
            namespace: args.namespace,
            // The release label makes the rules load even where Prometheus selects by it.
            labels: { ...standardLabels({ name: file.name, component: "alerting" }), release: RELEASE_NAME },
          },
          spec,
        },
        childOf(this, opts),
      );
    }
    this.registerOutputs({});
  }
}
