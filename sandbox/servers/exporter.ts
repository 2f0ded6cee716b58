/** An exporter of the project as a process on this machine, with the arguments, variables and files of its Deployment. */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CA_BUNDLE_PATH } from "../../exporters/ca-bundle";
import { CREDENTIALS_FOLDER, type ExporterSpec } from "../../exporters/spec";
import { freePort, LOOPBACK } from "../cluster/ports";
import { waitUntil } from "../cluster/wait";

/** What an exporter is run with. */
export interface ExporterRun {
  /** Folder for its files and its log. */
  readonly dir: string;
  /** The program. */
  readonly path: string;
  /** What is deployed. */
  readonly spec: ExporterSpec;
  /** Data of the Deployment's Secret by their keys. */
  readonly secret: Readonly<Record<string, string>>;
  /** The mounted root certificates, PEM, where the Deployment has any. */
  readonly ca?: string;
  /** Arguments as this release of the program knows them; unchanged by default. */
  readonly argumentsFor?: (args: readonly string[]) => readonly string[];
}

/** An exporter that runs. */
export interface RunningExporter {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** All that it has written. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Both exporters serve within 100 milliseconds on an idle machine. */
const START_TIMEOUT_MS = 30_000;

/**
 * Starts an exporter, as a child of this process. It differs from the deployed one in the address that it listens on and
 * the folders of its files.
 *
 * @throws Error with its last words where it ends instead of serving.
 */
export async function startExporter(run: ExporterRun): Promise<RunningExporter> {
  const { dir, spec, secret, ca, argumentsFor = (args) => args } = run;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const bundle = join(dir, "ca-bundle.pem");
  if (ca !== undefined) writeFileSync(bundle, ca);
  for (const name of spec.secretFiles) writeFileSync(join(dir, name), secret[name] ?? "", { mode: 0o600 });
  const inPlace = (text: string) =>
    // The path is a parameter of a URL, too.
    [CA_BUNDLE_PATH, encodeURIComponent(CA_BUNDLE_PATH)]
      .reduce(
        (moved, path) => moved.replaceAll(path, path === CA_BUNDLE_PATH ? bundle : encodeURIComponent(bundle)),
        text,
      )
      .replaceAll(CREDENTIALS_FOLDER, dir);
  const args = argumentsFor(spec.args).map((argument) =>
    inPlace(argument.replace(/^(--web\.listen-address=).*/, `$1${LOOPBACK}:${port}`)),
  );
  const env = Object.fromEntries([
    ...Object.entries(spec.env).map(([name, value]) => [name, inPlace(value)] as const),
    ...Object.entries(spec.secretEnv).map(([name, key]) => [name, inPlace(secret[key] ?? "")] as const),
  ]);

  const logFile = join(dir, `${spec.job}.log`);
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(run.path, args, { cwd: dir, env, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = once(child, "exit");
  const output = () => readFileSync(logFile, "utf8");
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const url = `http://${LOOPBACK}:${port}`;
  try {
    await waitUntil({
      what: `${spec.job} to answer ${url}${spec.healthPath}`,
      timeoutMs: START_TIMEOUT_MS,
      intervalMs: 20,
      missing: async () => {
        if (child.exitCode !== null)
          throw new Error(`${spec.job} ended with ${child.exitCode}; its log ends with\n${output().slice(-1000)}`);
        try {
          const { status } = await fetch(`${url}${spec.healthPath}`);
          return status === 200 ? undefined : `answer ${status}`;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, output, stop };
}
