import { createRequire } from "node:module";
import { join } from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** Exit code with which a program says that it has reported its error already (`@pulumi/pulumi/cmd/run`). */
export const BAIL_EXIT_CODE = 32;

/** The runtime options of `Pulumi.yaml` that this host reads. */
interface RuntimeOptions {
  /** Compile TypeScript with ts-node; the engine's default is true. */
  readonly typescript: boolean;
  /** Arguments for node itself, separated by blanks. */
  readonly nodeargs: readonly string[];
}

/** A process that runs a Pulumi program. */
export interface ProgramCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** What to start for a Run request of the engine; `engine` is the engine's own address. */
export function programCommand(request: RunRequest, engine: string): ProgramCommand {
  const info = request.getInfo();
  if (info === undefined) throw new Error("The engine sent no program to run; it needs to be version 3.100 or newer.");
  const directory = info.getProgramDirectory();
  const options = runtimeOptions(info.getOptions()?.toJavaScript() ?? {});
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: directory,
    "root-directory": info.getRootDirectory(),
    parallel: String(request.getParallel()),
  };
  return {
    args: [
      ...options.nodeargs,
      sdkModule(directory, "@pulumi/pulumi/cmd/run"),
      ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    // `nodeargs` may name modules of the project (`--require tsx/cjs`): node looks them up from here.
    cwd: directory,
    env: {
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    },
  };
}

/** The file of an SDK module as the program in `directory` sees it, so that both share one copy of the SDK. */
export function sdkModule(directory: string, module: string): string {
  return createRequire(join(directory, "package.json")).resolve(module);
}

function runtimeOptions(options: Record<string, unknown>): RuntimeOptions {
  const nodeargs = options["nodeargs"];
  return {
    typescript: options["typescript"] !== false,
    nodeargs: typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((arg) => arg !== "") : [],
  };
}
