/** `verify`: the acceptance criteria, executed against what is deployed. */
import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import type { Row, Sources } from "../verify";
import { liveLines } from "./live-lines";
import { anyStackOption, dirOption, stopwatch } from "./options";

/** Options of the command. */
interface Options {
  readonly dir?: string;
  readonly service?: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly drills: boolean;
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
    .option("--no-drills", "don't make the drills that AC9 to AC12 and AC14 need and that are not on record")
    .option("--service <name>", "only what concerns one of the stack's services (monitoring:services)")
    .option("--json", "print the rows as JSON in place of the table")
    .option("--junit <file>", "write the rows as JUnit's XML besides")
    .option(
      "--context <name>",
      "a real cluster in place of the sandbox, by this context of the kubeconfig; reads alone",
    )
    .addOption(anyStackOption(`stack that is deployed there, with --context; ${DEFAULT_STACK} by default`))
    .addOption(dirOption())
    .action(async ({ dir, service, json = false, junit: junitFile, drills, context, stack }: Options) => {
      const { verify } = require("../verify") as typeof import("../verify");
      const { rowLines, summary } = require("../verify/output/table") as typeof import("../verify/output/table");
      const { junit } = require("../verify/output/junit") as typeof import("../verify/output/junit");
      // Before the work of a minute.
      if (junitFile !== undefined) checkWritable(junitFile);
      if (stack !== undefined && context === undefined)
        throw new Error("--stack says what is deployed in the cluster of --context; the sandbox knows its own stack.");
      const width = Math.max(60, process.stdout.columns ?? WIDTH);
      const sources = context === undefined ? sandbox(dir) : cluster(context, stack ?? DEFAULT_STACK);
      if (drills && service === undefined && context === undefined) await makeDrills(sources, dir, json);
      const rows = await verify(sources, {
        ...(service === undefined ? {} : { service }),
        progress: json ? () => {} : (row) => console.log(rowLines(row, width).join("\n")),
      });
      const lines = json || context !== undefined ? [] : remarks(dir);
      if (lines.length > 0) console.log(["", ...lines].join("\n"));
      console.log(json ? JSON.stringify(rows, undefined, 2) : `\n${summary(rows)}`);
      if (context === undefined && service === undefined) showOnPage(rows, dir);
      if (junitFile !== undefined) writeFileSync(junitFile, junit(rows));
      process.exitCode = rows.some(({ result }) => result === "fail") ? 1 : 0;
    });
}

/** Has the sandbox's page show the table. */
function showOnPage(rows: readonly Row[], dir: string | undefined): void {
  const { readCluster } = require("../sandbox/cluster") as typeof import("../sandbox/cluster");
  const { acceptanceFile } =
    require("../sandbox/live/console-process") as typeof import("../sandbox/live/console-process");
  const { sandboxPlace } = require("../sandbox/session/place") as typeof import("../sandbox/session/place");
  const found = readCluster(sandboxPlace(dir).cluster);
  const at = new Date().toISOString();
  const table = rows.map(({ id, title, result, answer, sentence = answer }) => ({
    criterion: id,
    title,
    result,
    sentence,
    at,
  }));
  if (found !== undefined) writeFileSync(acceptanceFile(found), JSON.stringify(table), { mode: 0o600 });
}

/** Makes the drills that are missing, with shortened times: several minutes. Progress goes where it does not mix with JSON. */
async function makeDrills(sources: Sources, dir: string | undefined, json: boolean): Promise<void> {
  const { missingDrills } = require("./drill/needed") as typeof import("./drill/needed");
  const faults = await missingDrills(sources);
  if (faults.length === 0) return;
  const { withLiveSession } = require("../sandbox/session/live") as typeof import("../sandbox/session/live");
  const { liveAddresses } = require("../sandbox/live/addresses") as typeof import("../sandbox/live/addresses");
  const { runDrills } = require("./drill/all") as typeof import("./drill/all");
  const { log } = stopwatch(json ? console.error : console.log);
  log(`Drills that are not on record: ${faults.join(", ")}. They take up to six minutes.`);
  await withLiveSession(dir, "verify", log, (session) =>
    runDrills({
      faults,
      session,
      sources,
      file: liveAddresses(session.cluster).drills,
      fast: true,
      untilResolved: false,
      log,
    }),
  );
  log("Waiting until every rule is evaluated as it is declared.");
  const { everyRuleIsEvaluated } = require("./verify/evaluated") as typeof import("./verify/evaluated");
  await everyRuleIsEvaluated(sources);
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
