/** A Prometheus whose settings come from configuration, or from a resource that is not there yet. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
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

const greeting = config.get("greeting");
if (greeting !== undefined)
  new ConfigMap("greeting", {
    metadata: { name: "greeting", namespace: "monitoring" },
    data: { text: secret(greeting) },
  });
