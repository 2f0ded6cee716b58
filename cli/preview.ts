/** `preview`: what a deployment would change. */
import { Command, Option } from "commander";
import type { SandboxState } from "../sandbox/session/deployed-state";
import { anyStackOption, chartOption, dirOption } from "./options";

/** Options of the command, as they are given. */
interface Options {
  readonly stack?: string;
  readonly chart?: string;
  readonly dir?: string;
  readonly markdown?: boolean;
  readonly against?: string;
  readonly againstState?: string;
  readonly out?: string;
}

/** Builds the command. */
export function previewCommand(): Command {
  return new Command("preview")
    .description(
      "Show what deploying the working tree would change: in the embedded cluster, or with --markdown as a report for reviewers.",
    )
    .addOption(
      anyStackOption("stack; by default the one that the sandbox holds, or of the state, or staging with --against"),
    )
    .addOption(chartOption())
    .addOption(dirOption())
    .option("--markdown", "write a report of what changes, in Markdown")
    .addOption(
      new Option("--against <revision>", "with --markdown: compare with a git revision; needs no cluster").conflicts(
        "againstState",
      ),
    )
    .option(
      "--against-state <file>",
      "with --markdown: compare with a deployed stack, as `pulumi stack export` writes it; needs no cluster",
    )
    .option("--out <file>", "with --markdown: write the report into a file")
    .action(async ({ markdown = false, against, againstState, out, ...options }: Options, command: Command) => {
      if (markdown) return report({ ...options, against, againstState, out });
      if (against !== undefined || againstState !== undefined || out !== undefined)
        command.error("--against, --against-state and --out belong to --markdown; add it.");
      const { preview } = require("../sandbox/session/preview") as typeof import("../sandbox/session/preview");
      await preview({ ...options, log: (line) => console.log(line) });
    });
}

async function report({ out, dir, ...options }: Omit<Options, "markdown">): Promise<void> {
  const { writeFileSync } = require("node:fs") as typeof import("node:fs");
  // Before the work of seconds.
  if (out !== undefined) checkOutput(out);
  const { reviewReport } = require("../report/review") as typeof import("../report/review");
  const text = await reviewReport({ ...options, sandbox: (stack) => sandboxState(stack, dir) });
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
}

/** @throws Error where no file can be written under the name. */
function checkOutput(file: string): void {
  const { statSync } = require("node:fs") as typeof import("node:fs");
  const { dirname } = require("node:path") as typeof import("node:path");
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new Error(`--out ${file}: it is a folder, and the report is one file; name a file.`);
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Error(`--out ${file}: there is no folder ${dirname(file)}; make it first, or name another file.`);
}

/** The embedded cluster's modules take seconds to load, and a report against a revision or a state needs none of them. */
async function sandboxState(stack: string | undefined, dir: string | undefined): Promise<SandboxState> {
  const deployed = require("../sandbox/session/deployed-state") as typeof import("../sandbox/session/deployed-state");
  return deployed.sandboxState(stack, dir);
}
