/** What does not go together in Grafana. */
import { coversHost } from "../fields/grammar";
import { problem, type Problem } from "../fields/problem";
import type { Config, OAuthConfig } from "../schema";
import { CONFIG_PREFIX } from "../fields/spelling";
import { ingress as ingressSchema, oauth as oauthSchema } from "../schema/grafana";
import { secretUses } from "../secret-uses";

/** Browsers refuse a certificate without the host's name. */
export function hostOutsideTlsHosts({ grafana: { host, ingress } }: Config): readonly Problem[] {
  const names = ingress.tlsHosts ?? [host];
  if (names.some((name) => coversHost(name, host))) return [];
  return [
    problem(
      ["grafana.ingress.tlsHosts", "grafana.host"],
      ([key, of]) =>
        `${key} has ${names.join(", ")}; one of them must cover ${of}: "${host}", or *. in place of its first label.`,
    ),
  ];
}

/** With a route there is no Ingress that the settings could be of. */
export function ingressBesideRoute({ grafana: { httpRoute, ingress } }: Config): readonly Problem[] {
  if (httpRoute === undefined) return [];
  const usual = ingressSchema.parse({});
  const own = (Object.keys(ingress) as (keyof typeof ingress)[]).filter(
    (name) => JSON.stringify(ingress[name]) !== JSON.stringify(usual[name]),
  );
  return own.map((name) =>
    problem(
      [`grafana.ingress.${name}`, "grafana.httpRoute"],
      ([key, route]) =>
        `${key} has no effect, since ${route} publishes Grafana instead of an Ingress; it must be left out, or ${route} be.`,
    ),
  );
}

/** Without a limit everybody with an account at the provider may sign in. */
export function signInOpenToAll({ grafana: { oauth } }: Config): readonly Problem[] {
  if (oauth === undefined) return [];
  const [list, whose] =
    oauth.provider === "github"
      ? (["allowedOrganizations", "organisations"] as const)
      : (["allowedDomains", "mail domains"] as const);
  if (oauth[list].length > 0) return [];
  return [
    problem(
      [`grafana.oauth.${list}`, "grafana.oauth.provider"],
      ([key, provider]) =>
        `${key} is empty with ${provider} ${oauth.provider}, so everybody with an account there could sign in; it must name the ${whose} that may.`,
    ),
  ];
}

/** Only Google's and GitHub's addresses are known. */
export function providerWithoutAddresses({ grafana: { oauth } }: Config): readonly Problem[] {
  if (oauth?.provider !== "generic") return [];
  return (["authUrl", "tokenUrl", "apiUrl"] as const)
    .filter((name) => oauth[name] === undefined)
    .map((name) =>
      problem(
        [`grafana.oauth.${name}`, "grafana.oauth.provider"],
        ([key, provider]) =>
          `${key} is missing; with ${provider} generic it must be an https address of the provider's.`,
      ),
    );
}

/** What one provider is told means nothing to another. */
export function settingOfAnotherProvider({ grafana: { oauth } }: Config): readonly Problem[] {
  if (oauth === undefined) return [];
  const generic = oauth.provider === "generic";
  const foreign: readonly (readonly [string, string, boolean])[] = [
    ...(["name", "authUrl", "tokenUrl", "apiUrl"] as const).map(
      (name) => [name, "generic", !generic && oauth[name] !== undefined] as const,
    ),
    ["groupsClaim", "generic", !generic && oauth.groupsClaim !== oauthSchema.shape.groupsClaim.parse(undefined)],
    ["allowedOrganizations", "github", oauth.provider !== "github" && oauth.allowedOrganizations.length > 0],
  ];
  return foreign
    .filter(([, , given]) => given)
    .map(([name, of]) =>
      problem(
        [`grafana.oauth.${name}`, "grafana.oauth.provider"],
        ([key, provider]) => `${key} is only for ${of}, and ${provider} is ${oauth.provider}; it must be left out.`,
      ),
    );
}

/** How each provider names the people that a role is for. */
const ROLE_FORMS: Readonly<Record<OAuthConfig["provider"], readonly [RegExp, string]>> = {
  google: [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "a mail address such as ada@qualisys.io"],
  github: [/^@[A-Za-z0-9-]+\/[\w-]+$/, "a team such as @qualisys/platform"],
  // A name with an @ in it could be either.
  generic: [/./, "a group"],
};

const ROLE_LISTS = ["admin", "editor"] as const;

/** A name in the wrong form matches nobody, and nobody notices. */
export function roleInTheWrongForm({ grafana: { oauth } }: Config): readonly Problem[] {
  if (oauth === undefined) return [];
  const [form, words] = ROLE_FORMS[oauth.provider];
  return ROLE_LISTS.flatMap((role) =>
    oauth.roles[role].flatMap((entry, index) =>
      form.test(entry)
        ? []
        : [
            problem(
              [`grafana.oauth.roles.${role}[${index}]`, "grafana.oauth.provider"],
              ([key, provider]) => `${key} is "${entry}"; with ${provider} ${oauth.provider} it must be ${words}.`,
            ),
          ],
    ),
  );
}

/** Who cannot sign in cannot have a role either. */
export function roleOfAStranger({ grafana: { oauth } }: Config): readonly Problem[] {
  if (oauth?.provider !== "google") return [];
  const isKnown = (mail: string) => oauth.allowedDomains.includes(mail.slice(mail.indexOf("@") + 1).toLowerCase());
  return ROLE_LISTS.flatMap((role) =>
    oauth.roles[role].flatMap((mail, index) =>
      !mail.includes("@") || isKnown(mail)
        ? []
        : [
            problem(
              [`grafana.oauth.roles.${role}[${index}]`, "grafana.oauth.allowedDomains", "grafana.oauth.provider"],
              ([key, domains]) => `${key} is "${mail}", who may not sign in; it must be of a domain in ${domains}.`,
            ),
          ],
    ),
  );
}

/** Which of two roles would count is not to be guessed. */
export function twoRolesForOne({ grafana: { oauth } }: Config): readonly Problem[] {
  const { admin = [], editor = [] } = oauth?.roles ?? {};
  return editor.flatMap((entry, index) =>
    admin.includes(entry)
      ? [
          problem(
            [`grafana.oauth.roles.editor[${index}]`, `grafana.oauth.roles.admin[${admin.indexOf(entry)}]`],
            ([key, other]) => `${key} is "${entry}", as ${other} is; each must have one role.`,
          ),
        ]
      : [],
  );
}

/** A secret that the stack makes gets the name that stands in the reference; an ARN exists only afterwards. */
export function generatedUnderAnArn({ grafana: { admin } }: Config): readonly Problem[] {
  if (!admin.generate || !admin.password.secret.startsWith("arn:")) return [];
  return [
    problem(
      ["grafana.admin.password.secret", "grafana.admin.generate"],
      ([key, generate]) => `${key} is an ARN; with ${generate} true it must be the name that the new secret gets.`,
    ),
  ];
}

/** A secret that the stack makes is not there yet when the others are read. */
export function generatedAndRead(config: Config): readonly Problem[] {
  const { generate, password } = config.grafana.admin;
  if (!generate) return [];
  return secretUses(config)
    .filter(({ id }) => id === password.secret)
    .flatMap(({ usedBy }) => usedBy)
    .map((key) => key.slice(CONFIG_PREFIX.length))
    .map((path) =>
      problem(
        [path, "grafana.admin.password", "grafana.admin.generate"],
        ([key, made]) => `${key} is the secret that the stack makes itself for ${made}; it must be another one.`,
      ),
    );
}
