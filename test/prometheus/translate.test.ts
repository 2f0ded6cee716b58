import assert from "node:assert/strict";
import { translate } from "../../sandbox/prometheus";

/** As the operator writes it, cut to one job. */
const configuration = `
global:
  scrape_interval: 15s
  evaluation_interval: 15s
  external_labels:
    environment: staging
    prometheus: monitoring/main
    prometheus_replica: $(POD_NAME)
rule_files:
- /etc/prometheus/rules/prometheus-main-rulefiles-0/*.yaml
scrape_configs:
- job_name: serviceMonitor/monitoring/kubelet/0
  honor_labels: true
  kubernetes_sd_configs:
  - role: endpointslice
    namespaces:
      names: [kube-system]
  scrape_interval: 15s
  scheme: https
  authorization:
    credentials_file: /var/run/secrets/kubernetes.io/serviceaccount/token
  tls_config:
    ca_file: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
  relabel_configs:
  - source_labels: [__tmp_hash]
    regex: $(SHARD)
    action: keep
  metric_relabel_configs:
  - source_labels: [__name__]
    regex: "yes"
    action: drop
storage:
  tsdb:
    outdated: true
alerting:
  alert_relabel_configs:
  - regex: prometheus_replica
    action: labeldrop
  alertmanagers:
  - path_prefix: /
    kubernetes_sd_configs:
    - role: endpointslice
      namespaces:
        names: [monitoring]
`;

const surroundings = {
  podName: "prometheus-main-0",
  kubeconfig: "/sandbox/kubeconfig",
  place: (text: string) => text.replaceAll("/etc/prometheus/rules", "/sandbox/etc/prometheus/rules"),
  credentials: "left out",
  redirect: [{ target_label: "__address__", replacement: "127.0.0.1:9", action: "replace" }],
} as const;

describe("the translation of the operator's configuration", () => {
  const { global, rule_files, scrape_configs, alerting, ...rest } = translate(configuration, surroundings);
  const job = scrape_configs[0] ?? assert.fail("no job");

  it("names the pod that the process stands for", () => {
    assert.equal(global.external_labels["prometheus_replica"], "prometheus-main-0");
  });

  it("finds the rules where they were written", () => {
    assert.deepEqual(rule_files, ["/sandbox/etc/prometheus/rules/prometheus-main-rulefiles-0/*.yaml"]);
  });

  it("discovers with a kubeconfig in the same namespaces", () => {
    assert.deepEqual(job.kubernetes_sd_configs, [
      { role: "endpointslice", namespaces: { names: ["kube-system"] }, kubeconfig_file: "/sandbox/kubeconfig" },
    ]);
  });

  it("leaves the pod's credentials out", () => {
    assert.deepEqual(
      Object.keys(job).filter((key) => /authorization|token|tls/.test(key)),
      [],
    );
    assert.equal(job["scheme"], "https");
  });

  it("keeps them where they have a place on this machine", () => {
    const [kept] = translate(configuration, { ...surroundings, credentials: "kept" }).scrape_configs;
    const folder = "/var/run/secrets/kubernetes.io/serviceaccount";
    assert.deepEqual(kept?.["authorization"], { credentials_file: `${folder}/token` });
    assert.deepEqual(kept?.["tls_config"], { ca_file: `${folder}/ca.crt` });
  });

  it("keeps the operator's relabelling and redirects the address last, after it was kept as instance", () => {
    assert.deepEqual(job.relabel_configs, [
      { source_labels: ["__tmp_hash"], regex: 0, action: "keep" },
      {
        source_labels: ["instance", "__address__"],
        separator: ";",
        regex: ";(.+)",
        target_label: "instance",
        replacement: "$1",
        action: "replace",
      },
      { target_label: "__address__", replacement: "127.0.0.1:9", action: "replace" },
    ]);
  });

  it("redirects Alertmanagers too, whose instance is nobody's label", () => {
    assert.deepEqual(alerting?.alertmanagers, [
      {
        path_prefix: "/",
        kubernetes_sd_configs: [
          { role: "endpointslice", namespaces: { names: ["monitoring"] }, kubeconfig_file: "/sandbox/kubeconfig" },
        ],
        relabel_configs: [{ target_label: "__address__", replacement: "127.0.0.1:9", action: "replace" }],
      },
    ]);
  });

  it("changes nothing else", () => {
    assert.deepEqual(rest, { storage: { tsdb: { outdated: true } } });
    assert.deepEqual(job["metric_relabel_configs"], [{ source_labels: ["__name__"], regex: "yes", action: "drop" }]);
    assert.deepEqual(alerting?.["alert_relabel_configs"], [{ regex: "prometheus_replica", action: "labeldrop" }]);
    assert.equal(job["honor_labels"], true);
  });
});
