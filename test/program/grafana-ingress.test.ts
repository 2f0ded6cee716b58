import assert from "node:assert/strict";
import { routeSpec } from "../../components/grafana-ingress/route";
import { ingressSpec } from "../../components/grafana-ingress/spec";
import { configWith } from "./config.fixture";

function grafanaWith(settings: object) {
  return configWith({
    grafana: { host: "grafana.example.org", admin: { password: { secret: "grafana" } }, ...settings },
  }).grafana;
}

function routeOf(gateway: object) {
  const { host, httpRoute } = grafanaWith({ httpRoute: { gateway } });
  return routeSpec(host, httpRoute ?? assert.fail("no route in the configuration"));
}

describe("Grafana's route", () => {
  it("leads its host from the Gateway's TLS listener to Grafana's Service", () => {
    assert.deepEqual(routeOf({ name: "public", namespace: "gateways" }), {
      parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }],
      hostnames: ["grafana.example.org"],
      rules: [{ backendRefs: [{ name: "monitoring-grafana", port: 80 }] }],
    });
  });

  it("finds the Gateway in its own namespace where none is named, and takes another listener", () => {
    assert.deepEqual(routeOf({ name: "public", listener: "grafana" }).parentRefs, [
      { name: "public", sectionName: "grafana" },
    ]);
  });

  it("is valid by the Gateway API's own schema, which a wrong one is not", async () => {
    const { HTTPRoute } = await import("@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute");
    const route = { metadata: { name: "grafana" }, spec: routeOf({ name: "public" }) };
    new HTTPRoute(route).validate();
    assert.throws(() =>
      new HTTPRoute({ ...route, spec: { ...route.spec, hostnames: ["https://grafana"] } }).validate(),
    );
  });
});

describe("Grafana's Ingress", () => {
  const tls = (ingress: object) => ingressSpec(grafanaWith({ ingress })).tls;
  it("has its host in the certificate, or the names that the stack gives", () => {
    assert.deepEqual(tls({}), [{ hosts: ["grafana.example.org"], secretName: "grafana-tls" }]);
    assert.deepEqual(tls({ tlsHosts: ["*.example.org"] }), [{ hosts: ["*.example.org"], secretName: "grafana-tls" }]);
  });
});
