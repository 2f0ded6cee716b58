/** The monitoring of QUALISYS: everything one stack consists of. */
import { AlertRules } from "./components/alert-rules";
import { CaBundles } from "./components/ca-bundles";
import { distinctBundles } from "./components/ca-bundles/bundle";
import { Credentials } from "./components/credentials";
import type { SecretTexts } from "./components/credentials/secrets-manager";
import { Dashboards } from "./components/dashboards";
import { Exporter } from "./components/exporters";
import { postgresExporter } from "./components/exporters/postgres";
import { redisExporter } from "./components/exporters/redis";
import { exporterName } from "./components/exporters/spec";
import { GrafanaIngress } from "./components/grafana-ingress";
import { KubePrometheusStack } from "./components/kube-prometheus-stack";
import { stackOutputs } from "./components/kube-prometheus-stack/outputs";
import { labelEveryObject } from "./components/labels";
import { MonitoringNamespace } from "./components/namespace";
import { ScrapeTargets } from "./components/scrape-targets";
import type { Config } from "./config/schema";

/** Registers the stack and returns its outputs. */
export function declareStack(config: Config, secrets: SecretTexts) {
  labelEveryObject(config.labels);

  const { namespaceName: namespace } = new MonitoringNamespace("monitoring", {
    name: config.namespace.name,
    create: config.namespace.create,
    protect: config.protect,
    retain: config.retainVolumes,
  });
  const credentials = new Credentials("credentials", { config, secrets, namespace });
  const stack = new KubePrometheusStack("stack", { config, secrets, namespace }, { dependsOn: credentials });

  // The release brings the operator's resource types and Grafana's Service.
  const afterRelease = { dependsOn: stack };
  const scrape = { interval: config.prometheus.scrapeInterval, timeout: config.prometheus.scrapeTimeout };
  const specs = [...config.databases.map(postgresExporter), ...config.caches.map(redisExporter)];
  const bundles = distinctBundles(specs.map(({ caBundle }) => caBundle));
  const afterBundles = { dependsOn: [stack, new CaBundles("ca-bundles", { bundles, namespace })] };
  for (const spec of specs) {
    const credentialsVersion = secrets.get(spec.credentials ?? "")?.version ?? "none";
    const pod = { credentialsVersion, placement: config.placement, imageRegistry: config.imageRegistry };
    new Exporter(exporterName(spec), { spec, scrape, pod, namespace }, afterBundles);
  }
  const { services, certManager } = config;
  new ScrapeTargets("services", { services, certManager, scrape, namespace }, afterRelease);
  const { url: grafanaUrl } = new GrafanaIngress("grafana", { grafana: config.grafana, namespace }, afterRelease);
  const { runbookBaseUrl, alerts: settings } = config;
  const servers = { namespace: config.namespace.name, databases: config.databases, caches: config.caches };
  new AlertRules("alerts", { runbookBaseUrl, grafanaUrl, settings, services, servers, namespace }, afterRelease);
  new Dashboards("dashboards", { runbookBaseUrl, settings, namespace }, afterRelease);

  const { releaseName, chartVersion } = stack;
  return stackOutputs({ grafanaUrl, namespace: config.namespace.name, releaseName, chartVersion });
}
