/** What the npm scripts run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "./tiers";

/**
 * The arguments with which a script of package.json starts Node once the packages are installed, without those of the user.
 *
 * @throws Error where no such script starts Node.
 */
export function scriptArguments(name: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const [, args] = /^node scripts\/install\.cjs && node (.+)$/.exec(scripts[name] ?? "") ?? [];
  if (args === undefined) throw new Error(`package.json has no script ${name} that starts Node.`);
  return args.split(" ");
}
