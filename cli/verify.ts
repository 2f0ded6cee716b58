/** `verify`: the acceptance criteria, executed against what is deployed. */
import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import type { Sources } from "../verify";
import { liveLines } from "./live-lines";
import { anyStackOption, dirOption } from "./options";

/** Options of the command. */
interface Options {
  readonly dir?: string;
  readonly service?: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly context?: string;
  readonly stack?: string;
}

/** Where the terminal does not say how wide it is. */
const WIDTH = 120;

/** Stack of a context, where none is named. */
const DEFAULT_STACK = "staging";

/** Builds the command. It exits with 1 where a row fails. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Execute the story's acceptance criteria against the sandbox or a cluster: ask the cluster, Prometheus, Alertmanager and the receiver of messages, and print a row for each.",
    )
    .option("--service <name>", "only what concerns one of the stack's services (monitoring:services)")
    .option("--json", "print the rows as JSON in place of the table")
    .option("--junit <file>", "write the rows as JUnit's XML besides")
    .option(
      "--context <name>",
      "a real cluster in place of the sandbox, by this context of the kubeconfig; reads alone",
    )
    .addOption(anyStackOption(`stack that is deployed there, with --context; ${DEFAULT_STACK} by default`))
    .addOption(dirOption())
    .action(async ({ dir, service, json = false, junit: junitFile, context, stack }: Options) => {
      const { verify } = require("../verify") as typeof import("../verify");
      const { rowLines, summary } = require("../verify/output/table") as typeof import("../verify/output/table");
      const { junit } = require("../verify/output/junit") as typeof import("../verify/output/junit");
      // Before the work of a minute.
      if (junitFile !== undefined) checkWritable(junitFile);
      if (stack !== undefined && context === undefined)
        throw new Error("--stack says what is deployed in the cluster of --context; the sandbox knows its own stack.");
      const width = Math.max(60, process.stdout.columns ?? WIDTH);
      const rows = await verify(context === undefined ? sandbox(dir) : cluster(context, stack ?? DEFAULT_STACK), {
        ...(service === undefined ? {} : { service }),
        progress: json ? () => {} : (row) => console.log(rowLines(row, width).join("\n")),
      });
      const lines = json || context !== undefined ? [] : remarks(dir);
      if (lines.length > 0) console.log(["", ...lines].join("\n"));
      console.log(json ? JSON.stringify(rows, undefined, 2) : `\n${summary(rows)}`);
      if (junitFile !== undefined) writeFileSync(junitFile, junit(rows));
      process.exitCode = rows.some(({ result }) => result === "fail") ? 1 : 0;
    });
}

/** @throws the error of the operating system where a file can't be written. */
function checkWritable(file: string): void {
  accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK);
}

function sandbox(dir: string | undefined): Sources {
  const { sandboxSources } = require("./verify/sandbox") as typeof import("./verify/sandbox");
  return sandboxSources(dir);
}

function cluster(context: string, stack: string): Sources {
  const { contextSources } = require("./verify/context") as typeof import("./verify/context");
  return contextSources(context, stack);
}

/** What of the deployment is not the real thing here, and what is wrong with it. */
function remarks(dir: string | undefined): readonly string[] {
  const { sandboxRecord } = require("./verify/sandbox") as typeof import("./verify/sandbox");
  return liveLines(sandboxRecord(dir));
}
