/** Which databases are asked for their statements. */
import type { Config } from "../../config/schema";

/** Whether the configuration has the exporter of a database ask for statements. */
export function asksForStatements({ databases }: Config, name: string): boolean {
  const database = databases.find((each) => each.name === name);
  return database !== undefined && !database.collectorsOff.includes("stat_statements");
}
