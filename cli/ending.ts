/** How a command ends that cannot do what it was asked for: with a sentence on stderr and the exit code 1. */
import { pathOfError, systemReason } from "../common/system-errors";
import { withoutSecretsInText } from "../secrets/mask";

/** What is said of an error: its message, and of one that the operating system raised the path and the reason. */
export function failureText(error: unknown): string {
  const reason = systemReason(error);
  const path = pathOfError(error);
  if (reason !== undefined && path !== undefined) return withoutSecretsInText(`${path}: ${reason}.`);
  const message = error instanceof Error ? error.message : String(error);
  return withoutSecretsInText(message === "" ? "The command failed without saying why." : message);
}

/** Ends the process when its work is done, as one that failed. */
export function fail(error: unknown): void {
  console.error(failureText(error));
  process.exitCode = 1;
}

/**
 * Has errors that nobody waits for, such as those of the program's own promises, end as all others do, and lets a command
 * go on to its end where nobody reads its output any more (`| head`): half a deployment would be worse.
 */
export function guardProcess(): void {
  process.on("uncaughtException", (error) => {
    fail(error);
    process.exit();
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
