/** The Ingress of Grafana. */
import type { types } from "@pulumi/kubernetes";
import type { Config } from "../../config/schema";
import { GRAFANA_SERVICE } from "../kube-prometheus-stack/addresses";

/** Grafana's part of the configuration that its address depends on. */
export type IngressInput = Pick<Config["grafana"], "host" | "ingress">;

/** Annotations: the certificate's issuer, plain HTTP sent on to HTTPS, and the stack's own. */
export function ingressAnnotations({ ingress }: IngressInput): Record<string, string> {
  return {
    "cert-manager.io/cluster-issuer": ingress.clusterIssuer,
    "nginx.ingress.kubernetes.io/ssl-redirect": "true",
    ...ingress.annotations,
  };
}

/** One host, TLS for it (or for the names that the stack has in its certificate), everything to Grafana's Service. */
export function ingressSpec({ host, ingress }: IngressInput) {
  return {
    ingressClassName: ingress.className,
    tls: [{ hosts: ingress.tlsHosts ?? [host], secretName: ingress.tlsSecret }],
    rules: [
      {
        host,
        http: {
          paths: [
            {
              path: "/",
              pathType: "Prefix",
              backend: { service: { name: GRAFANA_SERVICE.name, port: { name: GRAFANA_SERVICE.port } } },
            },
          ],
        },
      },
    ],
  } satisfies types.input.networking.v1.IngressSpec;
}
