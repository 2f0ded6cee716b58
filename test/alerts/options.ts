/** The alert rules that the tests look at, and what they are made from. */
import { alertGroups, isAlertingRule, type AlertOptions } from "../../alerts";
import { defaultAlertSettings } from "../../config/schema/alerts";
import { service } from "../../config/schema/targets";
import { dashboardSpecs } from "../../dashboards";
import { panelUrls } from "../../links";

/** Where the tests pretend that the runbooks are published. */
export const RUNBOOK_BASE_URL = "https://runbooks.example.com";

/** Where the tests pretend that Grafana is. */
export const GRAFANA_URL = "https://grafana.example.com";

const settings = defaultAlertSettings();

/** Two services, a database, a cache and the default thresholds. */
export const alertOptions: AlertOptions = {
  runbookBaseUrl: RUNBOOK_BASE_URL,
  panelUrls: panelUrls(dashboardSpecs(settings), GRAFANA_URL),
  settings,
  services: ["qualisys-api", "qualisys-web"].map((name) => service.parse({ name, namespaces: ["production"] })),
  servers: {
    namespace: "monitoring",
    databases: [{ name: "orders", engine: "postgres", collectorsOff: [] }],
    caches: [{ name: "sessions" }],
  },
};

/** The rule files of {@link alertOptions}. */
export const ruleFiles = alertGroups(alertOptions);

/** Every rule in them, alerts and recordings. */
export const rules = ruleFiles.flatMap(({ groups }) => groups).flatMap((group) => group.rules);

/** The alerts among them. */
export const alerts = rules.filter(isAlertingRule);
