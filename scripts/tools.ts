/** `npm run tools`: builds every tool that is missing, before a test with a time limit asks for it; packs and unpacks built ones. */
import { resolve } from "node:path";
import { Command } from "commander";
import { ensureTools, exportTools, importTools, toolNames } from "../sandbox/tools";

interface Options {
  readonly export?: string;
  readonly import?: string;
  readonly sha256?: string;
}

new Command("npm run tools --")
  .description(
    "Make sure that every tool of the sandbox and of the tests can be run; what is missing is built from Go modules.",
  )
  .option("--export <file>", "pack the tools in the cache into a bundle, for machines of the same platform")
  .option("--import <file or address>", "take the tools that are missing out of a bundle, a file or an http(s) address")
  .option("--sha256 <digest>", "refuse another bundle than the one with this digest, which --export prints")
  .action(async (options: Options) => {
    if (options.sha256 !== undefined && options.import === undefined)
      throw new Error("--sha256 says which bundle may be taken; name the bundle by --import.");
    if (options.import !== undefined) await importTools(options.import, options.sha256);
    else if (options.export === undefined) await ensureTools([...toolNames("up"), ...toolNames("test")]);
    if (options.export !== undefined) await exportTools(resolve(options.export));
  })
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
