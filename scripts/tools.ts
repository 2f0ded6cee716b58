/** `npm run tools`: gets every tool that is missing, before a test with a time limit asks for it; packs and unpacks them. */
import { resolve } from "node:path";
import { Command } from "commander";
import { ensureTools, exportTools, importTools, toolNames, type Tools } from "../sandbox/tools";

interface Options {
  readonly export?: string;
  readonly import?: string;
  readonly sha256?: string;
  readonly released?: true;
}

new Command("npm run tools --")
  .description(
    "Make sure that every tool of the sandbox and of the tests can be run; what is missing is taken from a bundle or a release, or built from Go modules.",
  )
  .option("--export <file>", "pack the tools in the cache into a bundle, for machines of the same platform")
  .option("--import <file or address>", "take the tools that are missing out of a bundle, a file or an http(s) address")
  .option("--sha256 <digest>", "refuse another bundle than the one with this digest, which --export prints")
  .option("--released", "fail where a tool is another one than its publisher's release")
  .action(async (options: Options) => {
    if (options.sha256 !== undefined && options.import === undefined)
      throw new Error("--sha256 says which bundle may be taken; name the bundle by --import.");
    if (options.released && (options.import !== undefined || options.export !== undefined))
      throw new Error("--released checks the tools that are there; leave --import and --export out.");
    if (options.import !== undefined) await importTools(options.import, options.sha256);
    else if (options.export === undefined) {
      const tools = await ensureTools([...toolNames("up"), ...toolNames("test")]);
      if (options.released) requireReleased(tools);
    }
    if (options.export !== undefined) await exportTools(resolve(options.export));
  })
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

/** @throws Error with a sentence that names those that are not. */
function requireReleased({ inUse }: Tools): void {
  const others = inUse.filter(({ origin }) => origin !== "released");
  if (others.length === 0) return;
  throw new Error(
    `${others.map(({ name, version }) => `${name} ${version}`).join(", ")}: not from the publishers' releases; the lines above say why.`,
  );
}
