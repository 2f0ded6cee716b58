/** Servers whose settings come from configuration or from a resource that is not there yet, in forms that no stack file has. */
import { join } from "node:path";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { CustomResourcePatch } from "@pulumi/kubernetes/apiextensions/customResourcePatch";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import { Config } from "@pulumi/pulumi/config";
import { secret } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";

const config = new Config();
const later = new RandomPassword("later", { length: 16 });

new CustomResource("server", {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "Prometheus",
  metadata: { name: "own", namespace: "monitoring" },
  spec: {
    retention: config.getBoolean("later") === true ? later.result : "15d",
    retentionSize: "45GB",
    storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: "50Gi" } } } } },
  },
});

const form = config.get("form");
const prometheusSpec = {
  retention: "90d",
  retentionSize: "45GB",
  storageSpec: { volumeClaimTemplate: { spec: { resources: { requests: { storage: "50Gi" } } } } },
};
if (form === "umbrella")
  new Release("umbrella", {
    name: "umbrella",
    namespace: "monitoring",
    chart: join(__dirname, "umbrella"),
    values: { "kube-prometheus-stack": { prometheus: { prometheusSpec } } },
  });
if (form === "patch")
  new CustomResourcePatch("patch", {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Prometheus",
    metadata: { name: "own", namespace: "monitoring" },
    spec: { replicas: 1, retention: "90d" },
  });

const greeting = config.get("greeting");
if (greeting !== undefined)
  new ConfigMap("greeting", {
    metadata: { name: "greeting", namespace: "monitoring" },
    data: { text: secret(greeting) },
  });
