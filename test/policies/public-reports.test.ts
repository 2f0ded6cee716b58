/** What others wrote in public reports, and what the rules say of it. */
import assert from "node:assert/strict";
import { ingressTls } from "../../policies/rules/ingress-tls";
import { prometheusRetention } from "../../policies/rules/prometheus-retention";
import { prometheusRetentionSize } from "../../policies/rules/prometheus-retention-size";
import { prometheusStorage } from "../../policies/rules/prometheus-storage";
import { claimTemplate, findings } from "./fixtures";

describe("a public report", () => {
  it("kubernetes/ingress-nginx#668: an annotation of the old prefix and the class of old, without TLS", () => {
    const found = findings(ingressTls, {
      type: "kubernetes:extensions/v1beta1:Ingress",
      props: {
        metadata: {
          annotations: { "kubernetes.io/ingress.class": "nginx", "ingress.kubernetes.io/ssl-redirect": "false" },
        },
        spec: { rules: [{ host: "foo.com", http: { paths: [] } }] },
      },
    });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found.join("\n"), /spec\.tls does not cover the host foo\.com/);
    assert.match(found.join("\n"), /ingress\.kubernetes\.io\/ssl-redirect is of another controller than ingress-nginx/);
  });
  it("bitnami/charts#2613: settings of the operator's under `prometheus`, in a chart that is not the stack", () => {
    const fixture = (storage: string) => ({
      type: "kubernetes:helm.sh/v3:Release",
      props: {
        chart: "prometheus-operator",
        values: {
          prometheus: {
            disableCompaction: true,
            replicaCount: 2,
            retention: "15d",
            storageSpec: { volumeClaimTemplate: claimTemplate(storage) },
          },
        },
      },
    });
    assert.deepEqual(findings(prometheusRetention, fixture("8Gi")), []);
    assert.deepEqual(findings(prometheusStorage, fixture("8Gi")), []);
    assert.match(findings(prometheusRetentionSize, fixture("8Gi")).join(), /retentionSize is not set here/);
    assert.match(findings(prometheusStorage, fixture("60Gi")).join(), /storage is 60Gi; the limit is 50Gi/);
  });
});
