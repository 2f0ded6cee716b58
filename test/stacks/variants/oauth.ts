/** Single sign-on, one variant for each provider. */
import assert from "node:assert/strict";
import { fileContent } from "../../../sandbox/own-chart/contents";
import { findObject } from "../snapshot";
import type { Seen, Variant } from "./variant";

const client = {
  clientId: { secret: "variant/oauth", key: "id" },
  clientSecret: { secret: "variant/oauth", key: "secret" },
};

/** The sections of grafana.ini that are deployed. */
function ini({ objects, stack }: Seen): Record<string, Record<string, string>> {
  const data = findObject(objects, "ConfigMap", stack.config.namespace.name, "monitoring-grafana")?.data;
  return fileContent(data?.["grafana.ini"], "grafana.ini") as Record<string, Record<string, string>>;
}

/** A variant with this provider; `section` and its settings are what Grafana has to read. */
function signOn(oauth: object, section: string, settings: Readonly<Record<string, string>>): Variant {
  return {
    keys: ({ grafana }) => ({ grafana: { ...grafana, oauth: { ...client, ...oauth } } }),
    checks: {
      "has the provider in Grafana's configuration, and the administrator's form beside it": (seen) => {
        const { [section]: found = {}, auth = {}, "auth.basic": basic = {} } = ini(seen);
        const wanted = {
          enabled: "true",
          client_id: "$__env{OAUTH_CLIENT_ID}",
          client_secret: "$__env{OAUTH_CLIENT_SECRET}",
          ...settings,
        };
        assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, found[key]])), wanted);
        assert.deepEqual({ auth, basic }, { auth: {}, basic: {} });
      },
      "has the client in a Secret that Grafana's pod reads, marked by its version": ({ objects, stack }) => {
        const namespace = stack.config.namespace.name;
        const data = findObject(objects, "Secret", namespace, "grafana-oauth")?.data ?? {};
        const values = Object.fromEntries(
          Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
        );
        assert.deepEqual(values, {
          OAUTH_CLIENT_ID: stack.canaries["variant/oauth id"],
          OAUTH_CLIENT_SECRET: stack.canaries["variant/oauth secret"],
        });
        const template = findObject(objects, "Deployment", namespace, "monitoring-grafana")?.spec?.template;
        const grafana = template?.spec?.containers.find(({ name }) => name === "grafana");
        assert.deepEqual(grafana?.envFrom, [{ secretRef: { name: "grafana-oauth", optional: false } }]);
        assert.match(
          template?.metadata?.annotations?.["monitoring.qualisys.io/credentials-version"] ?? "",
          /^[0-9a-f-]{30,}$/,
        );
      },
    },
  };
}

/** Google, GitHub, and any OpenID Connect provider. */
export const oauthVariants = {
  google: {
    "single sign-on by Google": signOn(
      { provider: "google", allowedDomains: ["qualisys.io"], roles: { admin: ["ada@qualisys.io"] } },
      "auth.google",
      {
        allowed_domains: "qualisys.io",
        role_attribute_path: "contains(`[\"ada@qualisys.io\"]`, email) && 'Admin'",
        skip_org_role_sync: "false",
      },
    ),
  },
  github: {
    "single sign-on by GitHub": signOn(
      { provider: "github", allowedOrganizations: ["qualisys"], roles: { editor: ["@qualisys/platform"] } },
      "auth.github",
      {
        allowed_organizations: "qualisys",
        role_attribute_path: "groups[?contains(`[\"@qualisys/platform\"]`, @)] && 'Editor'",
      },
    ),
  },
  generic: {
    "single sign-on by an OpenID Connect provider": signOn(
      {
        provider: "generic",
        name: "Keycloak",
        allowedDomains: ["qualisys.io"],
        groupsClaim: "cognito:groups",
        roles: { admin: ["sre"] },
        authUrl: "https://id.qualisys.io/auth",
        tokenUrl: "https://id.qualisys.io/token",
        apiUrl: "https://id.qualisys.io/userinfo",
      },
      "auth.generic_oauth",
      {
        name: "Keycloak",
        auth_url: "https://id.qualisys.io/auth",
        scopes: "openid profile email",
        role_attribute_path: '"cognito:groups"[?contains(`["sre"]`, @)] && \'Admin\'',
      },
    ),
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Variant>>>>;
