/** Grafana's own configuration for signing in through an identity provider. */
import type { OAuthConfig } from "../../../config/schema";
import { grafanaOAuthSecret } from "../../credentials/names";
import { iniText } from "./ini-text";
import { roleExpression } from "./oauth-roles";

/** Sections of grafana.ini by provider. Grafana's callback is https://<host>/login/ and what follows `auth.`. */
const SECTIONS = { google: "auth.google", github: "auth.github", generic: "auth.generic_oauth" } as const;

/** Grafana's default for a generic provider asks for no ID token. */
const OPENID_SCOPES: readonly string[] = ["openid", "profile", "email"];

/** The provider's section. The administrator's form and its account stay, for when the provider is down. */
export function oauthIni(oauth: OAuthConfig): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { provider, allowedDomains, allowedOrganizations } = oauth;
  return {
    [SECTIONS[provider]]: {
      enabled: true,
      // A user whom the provider lets in and the lists below allow gets an account at the first sign-in.
      allow_sign_up: true,
      // Grafana reads both from its environment: values of the chart are no place for a secret.
      client_id: `$__env{${grafanaOAuthSecret.idKey}}`,
      client_secret: `$__env{${grafanaOAuthSecret.secretKey}}`,
      ...(allowedDomains.length === 0 ? {} : { allowed_domains: allowedDomains.join(" ") }),
      ...(allowedOrganizations.length === 0 ? {} : { allowed_organizations: allowedOrganizations.join(" ") }),
      ...scopes(oauth),
      use_pkce: true,
      ...(provider === "generic" ? endpoints(oauth) : {}),
      ...roles(oauth),
    },
  };
}

function scopes({ provider, scopes: wanted }: OAuthConfig) {
  const asked = wanted ?? (provider === "generic" ? OPENID_SCOPES : undefined);
  return asked === undefined ? {} : { scopes: iniText(asked.join(" ")) };
}

/** The grammar of the configuration has made sure that generic has all three addresses. */
function endpoints({ name, authUrl = "", tokenUrl = "", apiUrl = "" }: OAuthConfig) {
  return {
    ...(name === undefined ? {} : { name: iniText(name) }),
    auth_url: iniText(authUrl),
    token_url: iniText(tokenUrl),
    api_url: iniText(apiUrl),
  };
}

/** Roles are set at each sign-in where the stack maps any; otherwise administrators give them in Grafana, and a sign-in leaves them alone. */
function roles(oauth: OAuthConfig) {
  const path = roleExpression(oauth);
  if (path === undefined) return { skip_org_role_sync: true };
  // Not strict: who matches nothing gets the default role instead of being turned away.
  return { skip_org_role_sync: false, role_attribute_path: path, role_attribute_strict: false };
}
