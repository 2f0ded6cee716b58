/** One exporter beside each server of the configuration. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ComponentResource, type ComponentResourceOptions, type Input, type Resource } from "@pulumi/pulumi";
import type { ExporterSpec } from "../../exporters/spec";
import { childOf } from "../child";
import type { ScrapeTiming } from "../scrape-targets/monitor";
import {
  exporterDeployment,
  exporterMetadata,
  exporterService,
  exporterServiceMonitor,
  type ExporterPod,
} from "./objects";

/** Arguments of {@link Exporter}. */
export interface ExporterArgs {
  /** What to run, as the kind of exporter makes it of the server. */
  readonly spec: ExporterSpec;
  readonly scrape: ScrapeTiming;
  /** What its pod has from the stack. */
  readonly pod: ExporterPod;
  /** Namespace of the exporter; its Secret lies there too. */
  readonly namespace: Input<string>;
  /** What brings the ServiceMonitor's type. Only that waits for it: the pod starts while the chart is being installed. */
  readonly release: Resource;
}

/** Runs an exporter and has it scraped. */
export class Exporter extends ComponentResource {
  constructor(name: string, args: ExporterArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:Exporter", name, {}, opts);
    const { spec, namespace } = args;
    const child = childOf(this, opts);
    const metadata = { ...exporterMetadata(spec), namespace };

    new Deployment(`${name}-deployment`, { metadata, spec: exporterDeployment(spec, args.pod) }, child);
    new Service(`${name}-service`, { metadata, spec: exporterService(spec) }, child);
    new CustomResource(
      `${name}-monitor`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata,
        spec: exporterServiceMonitor(spec, args.scrape),
      },
      { parent: this, dependsOn: args.release },
    );
    this.registerOutputs({});
  }
}
