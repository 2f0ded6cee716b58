import assert from "node:assert/strict";
import { search, type JSONValue } from "@jmespath-community/jmespath";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { roleExpression } from "../../components/kube-prometheus-stack/values/oauth-roles";
import type { OAuthConfig } from "../../config/schema";
import { configWith } from "./config.fixture";

const google = {
  provider: "google",
  clientId: { secret: "oauth", key: "id" },
  clientSecret: { secret: "oauth", key: "secret" },
  allowedDomains: ["qualisys.io"],
};
const github = { ...google, provider: "github", allowedDomains: [], allowedOrganizations: ["qualisys"] };
const generic = {
  ...google,
  provider: "generic",
  name: "Keycloak",
  authUrl: "https://id.qualisys.io/auth",
  tokenUrl: "https://id.qualisys.io/token",
  apiUrl: "https://id.qualisys.io/userinfo",
};

/** Grafana's values with this provider, its ini as plain sections. */
function grafanaWith(oauth?: object, versions: Readonly<Record<string, string>> = {}) {
  const secrets = new Map(Object.entries(versions).map(([id, version]) => [id, { version }]));
  const config = configWith({
    grafana: { host: "grafana.example.org", admin: { password: { secret: "grafana" } }, oauth },
  });
  const grafana = chartValues(config, secrets).grafana;
  return { ...grafana, ini: grafana?.["grafana.ini"] as Record<string, Record<string, unknown>> };
}

describe("single sign-on", () => {
  it("is a section of its own for each provider, with the client from the environment", () => {
    const sections = [google, github, generic].map((oauth) =>
      Object.keys(grafanaWith(oauth).ini).filter((name) => name.startsWith("auth.") && name !== "auth.anonymous"),
    );
    assert.deepEqual(sections, [["auth.google"], ["auth.github"], ["auth.generic_oauth"]]);
    for (const oauth of [google, github, generic]) {
      const { ini, envFromSecrets } = grafanaWith(oauth);
      const { enabled, client_id, client_secret } =
        Object.entries(ini).find(([name, { enabled }]) => name.startsWith("auth.") && enabled === true)?.[1] ?? {};
      assert.deepEqual(
        { enabled, client_id, client_secret },
        { enabled: true, client_id: "$__env{OAUTH_CLIENT_ID}", client_secret: "$__env{OAUTH_CLIENT_SECRET}" },
      );
      assert.deepEqual(envFromSecrets, [{ name: "grafana-oauth" }]);
    }
  });

  it("lets in the domains or organisations of the stack", () => {
    assert.equal(
      grafanaWith({ ...google, allowedDomains: ["qualisys.io", "example.org"] }).ini["auth.google"]?.[
        "allowed_domains"
      ],
      "qualisys.io example.org",
    );
    assert.equal(grafanaWith(github).ini["auth.github"]?.["allowed_organizations"], "qualisys");
    assert.ok(!("allowed_domains" in (grafanaWith(github).ini["auth.github"] ?? {})));
  });

  it("knows a generic provider by its name and addresses, and asks it for an ID token", () => {
    const { name, auth_url, token_url, api_url, scopes } = grafanaWith(generic).ini["auth.generic_oauth"] ?? {};
    assert.deepEqual(
      [name, auth_url, token_url, api_url, scopes],
      ["Keycloak", generic.authUrl, generic.tokenUrl, generic.apiUrl, "openid profile email"],
    );
  });

  it("leaves Google's and GitHub's scopes to Grafana, and takes the stack's own", () => {
    assert.ok(!("scopes" in (grafanaWith(google).ini["auth.google"] ?? {})));
    assert.equal(
      grafanaWith({ ...github, scopes: ["user:email", "read:org"] }).ini["auth.github"]?.["scopes"],
      "user:email read:org",
    );
  });

  it("keeps the administrator's account and form", () => {
    const { ini, admin } = grafanaWith(google);
    assert.equal(admin?.existingSecret, "grafana-admin");
    assert.ok(!("auth" in ini) && !("auth.basic" in ini));
  });

  it("restarts Grafana with another version of the client's secret, and reveals nothing of its value", () => {
    const annotation = (version: string) => grafanaWith(google, { oauth: version }).podAnnotations;
    assert.deepEqual(annotation("v1"), { "monitoring.qualisys.io/credentials-version": "v1" });
    assert.notDeepEqual(annotation("v2"), annotation("v1"));
  });

  it("leaves nothing behind where the stack has none", () => {
    const { ini, envFromSecrets, podAnnotations } = grafanaWith();
    assert.deepEqual([envFromSecrets, podAnnotations], [undefined, undefined]);
    assert.deepEqual(
      Object.keys(ini).filter((name) => name.startsWith("auth")),
      ["auth.anonymous"],
    );
  });

  it("gives the default role to new accounts, and leaves roles to Grafana where none is mapped", () => {
    const { ini } = grafanaWith({ ...google, roles: { default: "Editor" } });
    assert.equal(ini["users"]?.["auto_assign_org_role"], "Editor");
    assert.equal(ini["auth.google"]?.["skip_org_role_sync"], true);
    assert.ok(!("role_attribute_path" in (ini["auth.google"] ?? {})));
  });

  it("sets mapped roles at each sign-in, and turns nobody away for having none", () => {
    const { skip_org_role_sync, role_attribute_strict } =
      grafanaWith({ ...google, roles: { admin: ["a@qualisys.io"] } }).ini["auth.google"] ?? {};
    assert.deepEqual(
      { skip_org_role_sync, role_attribute_strict },
      { skip_org_role_sync: false, role_attribute_strict: false },
    );
  });
});

/** Who gets which role at a provider. */
interface Mapping {
  readonly provider: OAuthConfig["provider"];
  readonly admin?: string[];
  readonly editor?: string[];
  readonly groupsClaim?: string;
}

function expressionOf({ provider, admin = [], editor = [], groupsClaim = "groups" }: Mapping): string {
  return (
    roleExpression({ provider, groupsClaim, roles: { admin, editor, default: "Viewer" } }) ??
    assert.fail("no role is mapped")
  );
}

/** The role that Grafana finds: in what the provider says, else in the groups alone; only a text is a role. */
function roleOf(mapping: Mapping, user: JSONValue, groups: readonly string[] = []): string {
  const expression = expressionOf(mapping);
  const found = [user, { groups: [...groups] }]
    .map((data) => search(data, expression))
    .find((role) => typeof role === "string" && role !== "");
  return typeof found === "string" ? found : "";
}

describe("the role of a person", () => {
  it("follows from the mail address at Google, Admin first", () => {
    const mapping: Mapping = {
      provider: "google",
      admin: ["ada@qualisys.io", "bob@qualisys.io"],
      editor: ["eve@qualisys.io", "bob@qualisys.io"],
    };
    const role = (email: string) => roleOf(mapping, { sub: "1", email, email_verified: true });
    assert.deepEqual(["ada@qualisys.io", "bob@qualisys.io", "eve@qualisys.io", "zoe@qualisys.io"].map(role), [
      "Admin",
      "Admin",
      "Editor",
      "",
    ]);
  });

  it("follows from the teams at GitHub, which Grafana hands on apart from the user", () => {
    const mapping: Mapping = {
      provider: "github",
      admin: ["@qualisys/platform"],
      editor: ["@qualisys/backend", "@qualisys/web"],
    };
    const role = (...teams: string[]) => roleOf(mapping, { login: "ada", email: null }, teams);
    assert.equal(role("https://github.com/orgs/qualisys/teams/platform", "@qualisys/platform"), "Admin");
    assert.equal(role("@qualisys/web"), "Editor");
    assert.deepEqual([role("@other/platform"), role()], ["", ""]);
  });

  it("follows from the groups claim of a generic provider", () => {
    const role = (groups: JSONValue) =>
      roleOf({ provider: "generic", admin: ["sre"], editor: ["dev"] }, { sub: "1", groups });
    assert.deepEqual(
      [role(["dev", "sre"]), role(["dev"]), role(["sre-readonly"]), role([]), role(null)],
      ["Admin", "Editor", "", "", ""],
    );
  });

  it("is not decided by an ID token without groups, before the user-info endpoint was asked", () => {
    assert.equal(roleOf({ provider: "generic", admin: ["sre"] }, { sub: "1" }), "");
  });

  it("is found under a claim whose name is no plain word", () => {
    for (const groupsClaim of ["cognito:groups", "https://qualisys.io/groups", 'a"b`c']) {
      assert.equal(
        roleOf({ provider: "generic", groupsClaim, admin: ["sre"] }, { [groupsClaim]: ["sre"] }),
        "Admin",
        groupsClaim,
      );
    }
  });

  it("can be Editor alone, or Admin alone", () => {
    assert.equal(roleOf({ provider: "google", editor: ["eve@qualisys.io"] }, { email: "eve@qualisys.io" }), "Editor");
    assert.equal(roleOf({ provider: "google", admin: ["eve@qualisys.io"] }, { email: "eve@qualisys.io" }), "Admin");
  });

  // What ends a literal, begins a comment of an ini file, or is expanded by Grafana, its ini library or the chart.
  for (const hostile of [
    "o'brien",
    'a"b',
    "a`b",
    "a\\b",
    "a#b;c",
    "$__env{PATH}",
    "${PATH}",
    "%(path)s",
    "{{ .Values }}",
    "x`]`, email) || 'Admin' || contains(`[`",
    "grüße 😀",
    "a\nb",
  ]) {
    it(`keeps ${JSON.stringify(hostile)} a name and nothing else`, () => {
      const mapping: Mapping = { provider: "generic", admin: [hostile] };
      assert.equal(roleOf(mapping, { groups: [hostile] }), "Admin");
      assert.equal(roleOf(mapping, { groups: ["other"], email: "other" }), "");
      assert.doesNotMatch(expressionOf(mapping).replace(/'Admin'$/, ""), /[#;%${}'\n]/);
    });
  }
});
