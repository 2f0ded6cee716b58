/** Grafana's address for the team: https, with a certificate from cert-manager. */
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { standardLabels } from "../../identity";
import { childOf } from "../child";
import { ingressAnnotations, ingressSpec, type IngressInput } from "./spec";

/** Arguments of {@link GrafanaIngress}. */
export interface GrafanaIngressArgs {
  /** Host, class, issuer and annotations. */
  readonly grafana: IngressInput;
  /** Namespace of Grafana's Service. */
  readonly namespace: Input<string>;
}

/** Publishes Grafana under its host name. */
export class GrafanaIngress extends ComponentResource {
  /** Grafana's address. */
  readonly url: string;

  constructor(name: string, args: GrafanaIngressArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:GrafanaIngress", name, {}, opts);
    new Ingress(
      `${name}-ingress`,
      {
        metadata: {
          name: "grafana",
          namespace: args.namespace,
          labels: standardLabels({ name: "grafana", component: "ingress" }),
          annotations: ingressAnnotations(args.grafana),
        },
        spec: ingressSpec(args.grafana),
      },
      // nginx refuses two Ingresses for one host.
      { ...childOf(this, opts), deleteBeforeReplace: true },
    );
    this.url = `https://${args.grafana.host}`;
    this.registerOutputs({ url: this.url });
  }
}
