/** The statements of docs/first-deployment.md for a role and a database of other names. */
import { escapeIdentifier, escapeLiteral } from "pg";
import { EXPORTER_ROLE, exporterRole, reservedConnections, untrackedUtilities } from "../../../exporters/postgres/role";

/** Who the exporter is, and where it connects to. */
export interface ExporterLogin {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** What keeps passwords out of pg_stat_statements: run before the first one is set. */
export const withoutPasswords: readonly string[] = lines(untrackedUtilities);

/** What makes the exporter's role, one statement after the other; the password is set as `\password` of psql would. */
export function roleStatements({ user, password, database }: ExporterLogin): readonly string[] {
  return lines(exporterRole).map((line) =>
    line.startsWith("\\password") ? passwordStatement({ user, password }) : named(line, user, database),
  );
}

/** What lets the role in when the server is full, from PostgreSQL 16 on. */
export function reservedStatements({ user, database }: Omit<ExporterLogin, "password">): readonly string[] {
  return lines(reservedConnections).map((line) => named(line, user, database));
}

export function passwordStatement({ user, password }: Omit<ExporterLogin, "database">): string {
  return `ALTER ROLE ${escapeIdentifier(user)} PASSWORD ${escapeLiteral(password)};`;
}

function named(line: string, user: string, database: string): string {
  const names: Readonly<Record<string, string>> = { [EXPORTER_ROLE.user]: user, [EXPORTER_ROLE.database]: database };
  return line.replace(/\w+/g, (word) => {
    const name = names[word];
    return name === undefined ? word : escapeIdentifier(name);
  });
}

/** The page has one statement on each line. */
function lines(text: string): readonly string[] {
  return text.trim().split("\n");
}
