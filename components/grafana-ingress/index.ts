/** Grafana's address for the team: https, by an Ingress or by a Gateway API route. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { Config } from "../../config/schema";
import { standardLabels } from "../../naming";
import { childOf } from "../child";
import { grafanaAddress } from "../kube-prometheus-stack/addresses";
import { routeSpec } from "./route";
import { ingressAnnotations, ingressSpec } from "./spec";

/** Arguments of {@link GrafanaIngress}. */
export interface GrafanaIngressArgs {
  /** Host, and the Ingress or the route. */
  readonly grafana: Pick<Config["grafana"], "host" | "ingress" | "httpRoute">;
  /** Namespace of Grafana's Service. */
  readonly namespace: Input<string>;
}

/** Publishes Grafana under its host name. */
export class GrafanaIngress extends ComponentResource {
  /** Grafana's address. */
  readonly url: string;

  constructor(name: string, args: GrafanaIngressArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:GrafanaIngress", name, {}, opts);
    const { grafana, namespace } = args;
    const { httpRoute } = grafana;
    const child = childOf(this, opts);
    const metadata = { name: "grafana", namespace, labels: standardLabels({ name: "grafana", component: "ingress" }) };

    if (httpRoute === undefined) {
      new Ingress(
        `${name}-ingress`,
        { metadata: { ...metadata, annotations: ingressAnnotations(grafana) }, spec: ingressSpec(grafana) },
        // nginx refuses two Ingresses for one host.
        { ...child, deleteBeforeReplace: true },
      );
    } else {
      new CustomResource(
        `${name}-route`,
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "HTTPRoute",
          metadata: { ...metadata, annotations: httpRoute.annotations },
          spec: routeSpec(grafana.host, httpRoute),
        },
        child,
      );
    }
    this.url = grafanaAddress(grafana.host);
    this.registerOutputs({ url: this.url });
  }
}
