import assert from "node:assert/strict";
import { ingressTls } from "../../policies/rules/ingress-tls";
import {
  findings,
  httpRoute,
  ingress,
  release,
  service,
  UNKNOWN_TEXT,
  withInput,
  withValue,
  type Fixture,
} from "./fixtures";

const evaluate = (fixture: Fixture) => findings(ingressTls, fixture);
const HOST = "grafana.qualisys.io";

describe("ingress-tls", () => {
  const allowed: Readonly<Record<string, Fixture>> = {
    "an Ingress whose host is in its TLS section": ingress,
    "a certificate for all names of the domain": withInput(ingress, ["spec", "tls", 0, "hosts"], ["*.qualisys.io"]),
    "a route that names its listener": httpRoute,
    "a Service inside the cluster": service,
    "a Service without a type": withInput(service, ["spec", "type"], undefined),
    "a chart whose ingress is off": release,
    "a chart's ingress with TLS": withValue(["grafana", "ingress"], {
      enabled: true,
      ingressClassName: "nginx",
      hosts: [HOST],
      tls: [{ hosts: [HOST], secretName: "tls" }],
    }),
    "a chart's ingress per replica with TLS": withValue(["prometheus", "ingressPerReplica"], {
      enabled: true,
      ingressClassName: "nginx",
      hostPrefix: "p",
      hostDomain: "x.io",
      tlsSecretName: "tls",
    }),
    "a chart's route with a listener": withValue(["grafana", "route"], {
      main: { enabled: true, parentRefs: [{ name: "public", sectionName: "https" }] },
    }),
    "a chart's Service inside the cluster": withValue(["prometheus", "service"], { type: "ClusterIP" }),
    "Alertmanager's route, which is no address": withValue(["alertmanager", "config", "route"], {
      receiver: "slack",
      routes: [],
    }),
    "a network policy's ingress": withValue(["prometheus", "networkPolicy"], { enabled: true, ingress: [{}] }),
  };
  for (const [what, fixture] of Object.entries(allowed))
    it(`allows ${what}`, () => assert.deepEqual(evaluate(fixture), []));

  const refused: Readonly<Record<string, readonly [Fixture, RegExp]>> = {
    "an Ingress without TLS": [
      withInput(ingress, ["spec", "tls"], undefined),
      /^spec\.tls does not cover the host grafana\.qualisys\.io; every host needs TLS/,
    ],
    "a TLS section for another host": [
      withInput(ingress, ["spec", "tls", 0, "hosts"], ["other.qualisys.io"]),
      /does not cover the host grafana\.qualisys\.io/,
    ],
    "a wildcard that is a label short": [withInput(ingress, ["spec", "tls", 0, "hosts"], ["*.io"]), /does not cover/],
    "a TLS section without hosts": [withInput(ingress, ["spec", "tls", 0, "hosts"], undefined), /does not cover/],
    "a second host that TLS lacks": [
      withInput(ingress, ["spec", "rules", 1], { host: "prometheus.qualisys.io" }),
      /does not cover the host prometheus\.qualisys\.io/,
    ],
    "a rule without a host": [withInput(ingress, ["spec", "rules", 0, "host"], undefined), /answers for every name/],
    "a default backend": [
      withInput(ingress, ["spec", "defaultBackend"], { service: { name: "grafana" } }),
      /answers for every name/,
    ],
    "plain HTTP besides": [
      withInput(ingress, ["metadata", "annotations", "nginx.ingress.kubernetes.io/ssl-redirect"], "false"),
      /plain HTTP is answered/,
    ],
    "a host that is not known": [
      withInput(ingress, ["spec", "rules", 0, "host"], UNKNOWN_TEXT),
      /not known before the deployment/,
    ],
    "a route for all listeners": [
      withInput(httpRoute, ["spec", "parentRefs", 0, "sectionName"], undefined),
      /spec\.parentRefs\[0\]\.sectionName is not set/,
    ],
    "a route without parents": [withInput(httpRoute, ["spec", "parentRefs"], []), /spec\.parentRefs is/],
    "a load balancer": [
      withInput(service, ["spec", "type"], "LoadBalancer"),
      /^spec\.type is LoadBalancer.*only ClusterIP is allowed/,
    ],
    "a node port": [withInput(service, ["spec", "type"], "NodePort"), /^spec\.type is NodePort/],
    "external addresses": [withInput(service, ["spec", "externalIPs"], ["203.0.113.1"]), /externalIPs/],
    "a type that is not known": [withInput(service, ["spec", "type"], UNKNOWN_TEXT), /not known before the deployment/],
    "a chart's ingress without TLS": [
      withValue(["grafana", "ingress"], { enabled: true, ingressClassName: "nginx", hosts: [HOST] }),
      /^values\.grafana\.ingress\.tls does not cover the host/,
    ],
    "a chart's ingress without hosts": [
      withValue(["alertmanager", "ingress"], { enabled: true, ingressClassName: "nginx", tls: [] }),
      /every name/,
    ],
    "a chart's ingress switched on by a text": [
      withValue(["prometheus", "ingress"], { enabled: "yes", ingressClassName: "nginx", hosts: [HOST] }),
      /does not cover/,
    ],
    "a chart's ingress that may be on": [
      withValue(["prometheus", "ingress"], { enabled: UNKNOWN_TEXT, ingressClassName: "nginx", hosts: [HOST] }),
      /does not cover/,
    ],
    "a chart's ingress per replica without TLS": [
      withValue(["prometheus", "ingressPerReplica"], {
        enabled: true,
        ingressClassName: "nginx",
        hostPrefix: "p",
        hostDomain: "x.io",
      }),
      /tlsSecretName is not set/,
    ],
    "a chart's route for all listeners": [
      withValue(["grafana", "route"], { main: { enabled: true, parentRefs: [{ name: "public" }] } }),
      /route\.main\.parentRefs\[0\]\.sectionName/,
    ],
    "a chart's load balancer": [
      withValue(["grafana", "service"], { type: "LoadBalancer" }),
      /^values\.grafana\.service\.type is LoadBalancer/,
    ],
    "the chart's outer Thanos Service, a load balancer by default": [
      withValue(["prometheus", "thanosServiceExternal"], { enabled: true }),
      /thanosServiceExternal\.type is LoadBalancer/,
    ],
    "an Ingress among the chart's extra manifests": [
      withValue(
        ["extraManifests"],
        [
          {
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            spec: { ingressClassName: "nginx", rules: [{ host: HOST }] },
          },
        ],
      ),
      /^values\.extraManifests\[0\]\.spec\.tls does not cover/,
    ],
  };
  for (const [what, [fixture, sentence]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      const found = evaluate(fixture);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found.join(), sentence);
    });
  }
});
