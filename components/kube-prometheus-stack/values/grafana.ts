/** The chart's values for Grafana. */
import type { ChartValues } from "../../../chart-values/generated/values";
import type { Config, OAuthConfig } from "../../../config/schema";
import { CREDENTIALS_VERSION_ANNOTATION, grafanaAdminSecret, grafanaOAuthSecret } from "../../credentials/names";
import type { SecretVersions } from "../../credentials/secrets-manager";
import { grafanaAddress } from "../addresses";
import { oauthIni } from "./oauth";

/** The part of the configuration that Grafana's values depend on. */
export type GrafanaInput = Pick<Config, "grafana" | "storageClass" | "retainVolumes"> & {
  readonly namespace: string;
  readonly secrets: SecretVersions;
};

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
      "grafana.ini": grafanaIni(grafana),
      ...oauthCredentials(grafana.oauth, input.secrets),
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

/** The provider's client in Grafana's environment, which is read once: a rotation has to replace the pod. */
function oauthCredentials(oauth: OAuthConfig | undefined, secrets: SecretVersions) {
  if (oauth === undefined) return {};
  const ids = [...new Set([oauth.clientId.secret, oauth.clientSecret.secret])];
  const versions = ids.map((id) => secrets.get(id)?.version ?? "none");
  return {
    envFromSecrets: [{ name: grafanaOAuthSecret.name }],
    podAnnotations: { [CREDENTIALS_VERSION_ANNOTATION]: versions.join(" ") },
  };
}

/** Grafana's own configuration: its address, and nobody in without signing in. */
function grafanaIni({ host, oauth }: Config["grafana"]) {
  return {
    server: { domain: host, root_url: grafanaAddress(host) },
    security: { cookie_secure: true, cookie_samesite: "lax", allow_embedding: false, strict_transport_security: true },
    "auth.anonymous": { enabled: false },
    // The role of a new account, and at each sign-in of a user who matches none of the mapped ones.
    users: { allow_sign_up: false, auto_assign_org_role: oauth?.roles.default ?? "Viewer" },
    ...(oauth === undefined ? {} : oauthIni(oauth)),
    analytics: { reporting_enabled: false, check_for_updates: false },
  };
}
