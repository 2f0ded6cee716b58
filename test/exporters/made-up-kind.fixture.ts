/** A copy of the project with one more kind of exporter: its folder, one line of the registry, and a server in a stack file. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyProject, type ProjectCopy } from "../report/project-copy";

/** The stack that has a broker; its name is `events`. */
export const STACK = "staging";

/** Copies the project and adds the kind in the folder `rabbitmq` beside this file, by nothing but what is documented for a new kind. */
export function projectWithMadeUpKind(): ProjectCopy {
  const project = copyProject();
  const folder = join(project.folder, "exporters", "rabbitmq");
  cpSync(join(__dirname, "rabbitmq"), folder, { recursive: true });
  // One folder nearer to the root than here.
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(join(folder, file), text.replaceAll('"../../../', '"../../'));
  }
  const lastLine = 'export { redis } from "./redis";\n';
  project.edit("exporters/registry.ts", lastLine, `${lastLine}export { rabbitmq } from "./rabbitmq";\n`);
  project.edit(
    `Pulumi.${STACK}.yaml`,
    "  monitoring:databases:\n",
    "  monitoring:brokers: [{ name: events, credentials: qualisys/staging/rabbitmq }]\n  monitoring:databases:\n",
  );
  return project;
}
