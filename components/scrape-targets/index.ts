/** What Prometheus scrapes that this program does not deploy: the services, and cert-manager. */
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { CertManagerConfig, ServiceConfig } from "../../config/schema";
import { jobs, standardLabels } from "../../naming";
import { childOf } from "../child";
import { certManagerMonitorSpec, serviceMonitorSpec, type ScrapeTiming } from "./monitor";

/** Arguments of {@link ScrapeTargets}. */
export interface ScrapeTargetsArgs {
  readonly services: readonly ServiceConfig[];
  /** Where cert-manager runs; absent: it is not scraped. */
  readonly certManager?: CertManagerConfig;
  readonly scrape: ScrapeTiming;
  /** Namespace of the ServiceMonitors; what they select may live elsewhere. */
  readonly namespace: Input<string>;
}

/** One ServiceMonitor a service, and one for cert-manager. */
export class ScrapeTargets extends ComponentResource {
  constructor(name: string, args: ScrapeTargetsArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:ScrapeTargets", name, {}, opts);
    const { services, certManager, scrape, namespace } = args;
    const monitor = (target: string, spec: NonNullable<IServiceMonitor["spec"]>) =>
      new CustomResource(
        `${name}-${target}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "ServiceMonitor",
          metadata: { name: target, namespace, labels: standardLabels({ name: target, component: "scrape-target" }) },
          spec,
        },
        childOf(this, opts),
      );
    for (const service of services) monitor(service.name, serviceMonitorSpec(service, scrape));
    if (certManager !== undefined) monitor(jobs.certManager, certManagerMonitorSpec(certManager, scrape));
    this.registerOutputs({});
  }
}
