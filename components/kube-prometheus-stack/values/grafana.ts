/** The chart's values for Grafana. */
import type { ChartValues } from "../../../chart/values";
import type { Config } from "../../../config/schema";
import { grafanaAdminSecret } from "../../credentials/names";

/** The part of the configuration that Grafana's values depend on. */
export type GrafanaInput = Pick<Config, "grafana" | "storageClass" | "retainVolumes"> & { readonly namespace: string };

/** The annotation of a dashboard's ConfigMap that names its folder in Grafana. */
export const FOLDER_ANNOTATION = "grafana_folder";

/** Values under `grafana`: sign-in, volume, permissions and where dashboards come from. */
export function grafanaValues(input: GrafanaInput) {
  const { grafana, namespace } = input;
  return {
    grafana: {
      admin: {
        existingSecret: grafanaAdminSecret.name,
        userKey: grafanaAdminSecret.userKey,
        passwordKey: grafanaAdminSecret.passwordKey,
      },
      // The volume has one writer: a second pod could never mount it during a rolling update.
      deploymentStrategy: { type: "Recreate" },
      // Would run as root; fsGroup does its work.
      initChownData: { enabled: false },
      testFramework: { enabled: false },
      persistence: {
        enabled: true,
        type: "pvc",
        storageClassName: input.storageClass,
        accessModes: ["ReadWriteOnce"],
        size: grafana.storage,
        ...(input.retainVolumes ? { annotations: { "helm.sh/resource-policy": "keep" } } : {}),
      },
      // Without it Grafana may read every Secret of the cluster.
      rbac: { namespaced: true },
      // The program's own ingress takes its place.
      ingress: { enabled: false },
      "grafana.ini": grafanaIni(grafana.host),
      sidecar: {
        dashboards: {
          searchNamespace: namespace,
          folderAnnotation: FOLDER_ANNOTATION,
          provider: { foldersFromFilesStructure: true, allowUiUpdates: false },
        },
        datasources: { searchNamespace: namespace },
      },
    },
  } satisfies ChartValues;
}

/** Grafana's own configuration: its address, and nobody in without signing in. */
function grafanaIni(host: string) {
  return {
    server: { domain: host, root_url: `https://${host}` },
    security: { cookie_secure: true, cookie_samesite: "lax", allow_embedding: false, strict_transport_security: true },
    "auth.anonymous": { enabled: false },
    users: { allow_sign_up: false, auto_assign_org_role: "Viewer" },
    analytics: { reporting_enabled: false, check_for_updates: false },
  };
}
