/** Options that several commands share. */
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";

/** `--stack` of a command that has no default for it. */
export function anyStackOption(description: string): Option {
  return new Option("--stack <name>", description).argParser(ownName);
}

/** `--stack`: which stack file. */
export function stackOption(): Option {
  return anyStackOption(
    "stack whose file Pulumi.<name>.yaml is read; also as organization/name or organization/project/name",
  ).default("staging");
}

/** The name that the stack's file has, out of a name as Pulumi takes it. */
function ownName(name: string): string {
  const { ownStackName } = require("../config/stack-file") as typeof import("../config/stack-file");
  try {
    return ownStackName(join(__dirname, ".."), name);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** `--chart`: which chart. */
export function chartOption(): Option {
  return new Option(
    "--chart <which>",
    "own (the project's small chart), repository (the real one), or the path of a chart; by default the real one where its repository answers at once, otherwise own",
  );
}

/** `--dir`: another sandbox than the usual one. */
export function dirOption(): Option {
  return new Option(
    "--dir <folder>",
    "folder of the sandbox; by default MONITORING_SANDBOX_DIR, or qualisys-monitoring/sandbox in XDG_STATE_HOME (~/.local/state)",
  );
}

/** Parses a whole number. */
export function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It has to be a whole number.");
  return Number(text);
}

/** Parses a port that can be listened on. */
export function port(text: string): number {
  const number = integer(text);
  if (number < 1 || number > 65_535) throw new InvalidArgumentError("It has to be a port from 1 to 65535.");
  return number;
}

/** Prints lines with the time since the start, in seconds. */
export function stopwatch(print: (line: string) => void = console.log): {
  readonly log: (line: string) => void;
  readonly elapsed: () => string;
} {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  return {
    log: (line) => print(`${seconds().padStart(6)}s  ${line}`),
    elapsed: () => `${seconds()} s`,
  };
}
