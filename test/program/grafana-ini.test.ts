/** What is written into grafana.ini is what Grafana reads back, by the rules of its reader (go-ini 1.67 with its defaults). */
import assert from "node:assert/strict";
import { grafanaValues } from "../../components/kube-prometheus-stack/values/grafana";
import { configWith } from "./config.fixture";

/** One setting after the other, by `section.key`, of the text that the chart's template writes of values. */
function read(ini: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const lines = Object.entries(ini).flatMap(([section, settings]) => [
    `[${section}]`,
    ...Object.entries(settings as object).map(
      ([key, value]) => `${key} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ]);
  const found = new Map<string, string>();
  let section = "";
  for (const line of lines.join("\n").split("\n")) {
    const text = line.trimStart();
    if (text === "" || text.startsWith("#") || text.startsWith(";")) continue;
    const header = /^\[(.+)\]/.exec(text);
    if (header !== null) section = header[1] ?? "";
    else {
      const end = text.indexOf("=");
      assert.ok(end > 0, `no key: ${line}`);
      found.set(`${section}.${text.slice(0, end).trim()}`, valueIn(text.slice(end + 1)));
    }
  }
  return found;
}

/** The value of a line; a value that would go on in the next line is an error here, since no text of ours has two. */
function valueIn(written: string): string {
  const line = written.trimStart();
  for (const quote of ['"""', "`"])
    if (line.startsWith(quote) && line.length > quote.length) {
      const end = line.lastIndexOf(quote);
      assert.ok(end >= quote.length, `goes on in the next line: ${written}`);
      return line.slice(quote.length, end);
    }
  const trimmed = line.trimEnd();
  assert.ok(!trimmed.endsWith("\\"), `goes on in the next line: ${written}`);
  const comment = trimmed.search(/[#;]/);
  const value = comment === -1 ? trimmed : trimmed.slice(0, comment).trim();
  const surrounded = ['"', "'"].some(
    (quote) => value.length > 1 && value.indexOf(quote) === 0 && value.indexOf(quote, 1) === value.length - 1,
  );
  return surrounded ? value.slice(1, -1) : value;
}

/** Grafana's settings with this sign-in. */
function settingsWith(oauth: object): ReadonlyMap<string, string> {
  const given = {
    clientId: { secret: "oauth", key: "id" },
    clientSecret: { secret: "oauth", key: "secret" },
    allowedDomains: ["qualisys.io"],
    ...oauth,
  };
  const config = configWith({
    grafana: { host: "grafana.example.org", admin: { password: { secret: "grafana" } }, oauth: given },
  });
  const values = grafanaValues({ ...config, namespace: "monitoring", secrets: new Map() });
  return read(values.grafana["grafana.ini"]);
}

const generic = {
  provider: "generic",
  authUrl: "https://id.qualisys.io/a;v=1/auth",
  tokenUrl: "https://id.qualisys.io/token",
  apiUrl: "https://id.qualisys.io/'user'",
};

/** Texts that an ini file could take for something else. */
const AWKWARD = [
  "Keycloak",
  "Team #1",
  "#1",
  "a; b",
  ";",
  "a # b ; c",
  '"quoted"',
  "'quoted'",
  'Our "sign-in"',
  '"""three"""',
  "`back`",
  "a`b",
  "`",
  " spaces around ",
  "ends in \\",
  "\\",
  "[section]",
  "key = value",
  "$5 and 100% {x}",
  "日本語 – Anmeldung",
];

describe("grafana.ini", () => {
  for (const name of AWKWARD)
    it(`has the name ${JSON.stringify(name)} as it is`, () => {
      assert.equal(settingsWith({ ...generic, name }).get("auth.generic_oauth.name"), name);
    });

  it("has addresses and scopes as they are", () => {
    const settings = settingsWith({ ...generic, scopes: ["openid", "a#b", "c;d", "`e`", "'f'", "https://x/y"] });
    assert.deepEqual(
      ["auth_url", "token_url", "api_url", "scopes"].map((key) => settings.get(`auth.generic_oauth.${key}`)),
      [generic.authUrl, generic.tokenUrl, generic.apiUrl, "openid a#b c;d `e` 'f' https://x/y"],
    );
  });

  it("has the roles' expression as it is, whatever groups and claims are called", () => {
    for (const text of AWKWARD) {
      const settings = settingsWith({ ...generic, groupsClaim: text, roles: { admin: [text], editor: ["other"] } });
      const expression = settings.get("auth.generic_oauth.role_attribute_path") ?? "";
      const escaped =
        /^"((?:[^"\\]|\\u[0-9a-f]{4})*)"\[\?contains\(`\[("(?:[^"\\]|\\u[0-9a-f]{4})*")\]`, @\)\] && 'Admin' \|\| /.exec(
          expression,
        );
      assert.deepEqual([JSON.parse(`"${escaped?.[1]}"`), JSON.parse(escaped?.[2] ?? "")], [text, text], expression);
      assert.ok(expression.endsWith("'Editor'"), expression);
    }
  });

  it("has a mail address of Google's and a team of GitHub's as they are", () => {
    const roles = (oauth: object, section: string) => settingsWith(oauth).get(`auth.${section}.role_attribute_path`);
    assert.match(
      roles({ provider: "google", roles: { admin: ["a+b@qualisys.io"] } }, "google") ?? "",
      /^contains\(`\["a\+b@qualisys\.io"\]`, email\) && 'Admin'$/,
    );
    assert.match(
      roles(
        {
          provider: "github",
          allowedDomains: [],
          allowedOrganizations: ["qualisys"],
          roles: { editor: ["@qualisys/a"] },
        },
        "github",
      ) ?? "",
      /^groups\[\?contains\(`\["@qualisys\/a"\]`, @\)\] && 'Editor'$/,
    );
  });

  it("has every other setting of the program in a form that needs no quotes", () => {
    for (const [key, value] of settingsWith({ ...generic, name: "Keycloak" })) assert.notEqual(value, "", key);
  });
});
