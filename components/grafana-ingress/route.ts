/** The Gateway API route of Grafana. */
import type { IHTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import type { HttpRouteConfig } from "../../config/schema";
import { GRAFANA_SERVICE } from "../kube-prometheus-stack/addresses";

/** One host, everything to Grafana's Service; the Gateway's listener ends TLS and has the certificate. */
export function routeSpec(host: string, { gateway }: HttpRouteConfig): IHTTPRoute["spec"] {
  const { name, namespace, listener } = gateway;
  return {
    parentRefs: [{ name, ...(namespace === undefined ? {} : { namespace }), sectionName: listener }],
    hostnames: [host],
    // A route knows a Service's port by its number only.
    rules: [{ backendRefs: [{ name: GRAFANA_SERVICE.name, port: GRAFANA_SERVICE.portNumber }] }],
  };
}
