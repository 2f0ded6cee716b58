/** `drill`: a fault in the sandbox, followed to its message. */
import { Command, InvalidArgumentError } from "commander";
import { dirOption, stopwatch } from "./options";

interface Options {
  readonly fault: readonly string[];
  readonly list?: boolean;
  readonly fast?: boolean;
  readonly resolved: boolean;
  readonly dir?: string;
}

/** Builds the command. It exits with 1 where a message did not arrive. */
export function drillCommand(): Command {
  return new Command("drill")
    .description(
      "Make a fault in the sandbox, follow it to its alert and to the message, end it, and wait for the message that it is over. Prints the seconds of each step.",
    )
    .option("--fault <name>", "which; several times for several, or all", faultOption, [])
    .option("--list", "print the faults")
    .option("--fast", "shorten how long alerts and messages wait, for the time of the drill")
    .option("--no-resolved", "don't wait for the message that it is over")
    .addOption(dirOption())
    .action(async ({ fault, list = false, fast = false, resolved, dir }: Options) => {
      const { faults, faultNamed } = require("../sandbox/live/faults") as typeof import("../sandbox/live/faults");
      if (list) {
        for (const { name, title, how } of faults) console.log(`${name.padEnd(14)} ${title}: ${how}`);
        return;
      }
      const names = fault.includes("all") ? faults.map(({ name }) => name) : fault;
      if (names.length === 0) throw new Error("Say which fault with --fault NAME; --list prints them.");
      for (const name of names) faultNamed(name);
      const { withLiveSession } = require("../sandbox/session/live") as typeof import("../sandbox/session/live");
      const { sandboxSources } = require("./verify/sandbox") as typeof import("./verify/sandbox");
      const { liveAddresses } = require("../sandbox/live/addresses") as typeof import("../sandbox/live/addresses");
      const { runDrills } = require("./drill/all") as typeof import("./drill/all");
      const { log } = stopwatch();
      const outcomes = await withLiveSession(dir, `drill --fault ${names.join(" ")}`, log, (session) =>
        runDrills({
          faults: names,
          session,
          sources: sandboxSources(dir),
          file: liveAddresses(session.cluster).drills,
          fast,
          untilResolved: resolved,
          log,
        }),
      );
      for (const outcome of outcomes)
        console.log("problem" in outcome ? `\n${outcome.fault}: FAILED` : `\n${messageLines(outcome.drill.message)}`);
      process.exitCode = outcomes.some((outcome) => "problem" in outcome) ? 1 : 0;
    });
}

function faultOption(name: string, before: readonly string[]): readonly string[] {
  if (name.trim() === "") throw new InvalidArgumentError("It has to be the name of a fault.");
  return [...before, name];
}

function messageLines({ title, text }: { readonly title: string; readonly text: string }): string {
  return [title, ...text.split("\n")].map((line) => `  ${line}`).join("\n");
}
