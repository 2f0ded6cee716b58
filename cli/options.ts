/** Options that several commands share. */
import { InvalidArgumentError, Option } from "commander";

/** `--stack`: which stack file. */
export function stackOption(): Option {
  return new Option("--stack <name>", "stack whose file Pulumi.<name>.yaml is read").default("staging");
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

/** Prints lines with the time since the start, in seconds. */
export function stopwatch(): { readonly log: (line: string) => void; readonly elapsed: () => string } {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  return {
    log: (line) => console.log(`${seconds().padStart(6)}s  ${line}`),
    elapsed: () => `${seconds()} s`,
  };
}
