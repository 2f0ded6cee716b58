/** The monitoring of QUALISYS: everything one stack consists of. */
import { AlertRules } from "./components/alert-rules";
import { CaBundles } from "./components/ca-bundles";
import { Credentials } from "./components/credentials";
import type { SecretTexts } from "./components/credentials/secrets-manager";
import { Dashboards } from "./components/dashboards";
import { Exporter } from "./components/exporters";
import { GrafanaIngress } from "./components/grafana-ingress";
import { KubePrometheusStack } from "./components/kube-prometheus-stack";
import { stackOutputs } from "./components/kube-prometheus-stack/outputs";
import { labelEveryObject } from "./components/labels";
import { MonitoringNamespace } from "./components/namespace";
import { ScrapeTargets } from "./components/scrape-targets";
import type { Config } from "./config/schema";
import { dashboardSpecs } from "./dashboards";
import { exporterLists, measuredServers } from "./exporters";
import { distinctBundles } from "./exporters/ca-bundle";
import { exporterName } from "./exporters/spec";
import { panelUrls } from "./links";

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
  const specs = measuredServers(config).map(({ exporter }) => exporter());
  const bundles = distinctBundles(specs.map(({ caBundle }) => caBundle));
  const dependsOn = [credentials, new CaBundles("ca-bundles", { bundles, namespace })];
  for (const spec of specs) {
    const credentialsVersion = secrets.get(spec.credentials ?? "")?.version ?? "none";
    const pod = { credentialsVersion, placement: config.placement, imageRegistry: config.imageRegistry };
    new Exporter(exporterName(spec), { spec, scrape, pod, namespace, release: stack }, { dependsOn });
  }
  const { services, certManager } = config;
  new ScrapeTargets("services", { services, certManager, scrape, namespace }, afterRelease);
  const { url: grafanaUrl } = new GrafanaIngress("grafana", { grafana: config.grafana, namespace }, afterRelease);
  const { runbookBaseUrl, alerts: settings } = config;
  const servers = { namespace: config.namespace.name, ...exporterLists(config) };
  const dashboards = dashboardSpecs(settings);
  new AlertRules(
    "alerts",
    {
      runbookBaseUrl,
      panelUrls: panelUrls(dashboards, grafanaUrl),
      settings,
      services,
      servers,
      certManager,
      namespace,
    },
    afterRelease,
  );
  new Dashboards("dashboards", { runbookBaseUrl, specs: dashboards, namespace }, afterRelease);

  const { releaseName, chartVersion } = stack;
  return stackOutputs({ grafanaUrl, namespace: config.namespace.name, releaseName, chartVersion });
}
