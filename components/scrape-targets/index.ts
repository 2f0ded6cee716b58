/** The services whose metrics Prometheus scrapes. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { ServiceConfig } from "../../config/schema";
import { standardLabels } from "../../identity";
import { childOf } from "../child";
import { serviceMonitorSpec, type ScrapeTiming } from "./monitor";

/** Arguments of {@link ScrapeTargets}. */
export interface ScrapeTargetsArgs {
  readonly services: readonly ServiceConfig[];
  readonly scrape: ScrapeTiming;
  /** Namespace of the ServiceMonitors; the services may live elsewhere. */
  readonly namespace: Input<string>;
}

/** One ServiceMonitor a service. */
export class ScrapeTargets extends ComponentResource {
  constructor(name: string, args: ScrapeTargetsArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:ScrapeTargets", name, {}, opts);
    for (const service of args.services) {
      new CustomResource(
        `${name}-${service.name}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "ServiceMonitor",
          metadata: {
            name: service.name,
            namespace: args.namespace,
            labels: standardLabels({ name: service.name, component: "scrape-target" }),
          },
          spec: serviceMonitorSpec(service, args.scrape),
        },
        childOf(this, opts),
      );
    }
    this.registerOutputs({});
  }
}
