/** Which role a person gets at sign-in, as the JMESPath expression that Grafana evaluates on what the provider says of them. */
import type { OAuthConfig } from "../../../config/schema";

/**
 * The expression for `role_attribute_path`; undefined where no role is mapped.
 *
 * It yields nothing for everybody else, who then gets `users.auto_assign_org_role`. A role for everybody at its end
 * would be wrong: Grafana evaluates it first on GitHub's user, which has no teams, or on an ID token that may have no
 * groups, and takes the first role that comes out.
 */
export function roleExpression({
  provider,
  groupsClaim,
  roles,
}: Pick<OAuthConfig, "provider" | "groupsClaim" | "roles">): string | undefined {
  const rules = [...rule(roles.admin, "Admin"), ...rule(roles.editor, "Editor")];
  return rules.length === 0 ? undefined : rules.join(" || ");

  function rule(members: readonly string[], role: "Admin" | "Editor"): readonly string[] {
    if (members.length === 0) return [];
    const list = `\`[${members.map(jsonString).join(",")}]\``;
    // Google names no groups; Grafana hands on GitHub's teams as "groups".
    if (provider === "google") return [`contains(${list}, email) && '${role}'`];
    const groups = provider === "github" ? "groups" : jsonString(groupsClaim);
    return [`${groups}[?contains(${list}, @)] && '${role}'`];
  }
}

/**
 * A JSON string with everything escaped that is not plain: what is written in the stack file can end neither the string
 * nor the expression, and is no comment, variable or interpolation of grafana.ini and no template of the chart.
 */
function jsonString(text: string): string {
  const escaped = text.replace(
    /[^\w .@/:+-]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
