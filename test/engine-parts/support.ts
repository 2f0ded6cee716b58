import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startTimeOf } from "../../sandbox/cluster/processes";
import { waitUntil } from "../../sandbox/cluster/wait";
import { sandboxSecrets } from "../../sandbox/engine/secrets-file";
import { prepareWorkspace, type Workspace } from "../../sandbox/engine/workspace";
import { ensureTools, type Tools } from "../../sandbox/tools";

/** A run takes about three seconds; a machine that is busy with builds has been seen to take thirty times that. */
export const RUN_TIMEOUT_MS = 600_000;

/** The small program that the tests deploy. */
export const FIXTURE = join(__dirname, "fixture");

/** What the fixture reads from Secrets Manager. */
export const SECRET_ID = "fixture/password";

/** The real CLI, built first where the machine has none; the Kubernetes provider, which takes ten minutes to build, only where it is needed. */
async function engineTools(cluster: boolean): Promise<Pick<Tools, "path">> {
  const tools = await ensureTools(cluster ? ["pulumi", "pulumi-resource-kubernetes"] : ["pulumi"], {
    progress: "plain",
  });
  return { path: (name) => (name === "pulumi" || cluster ? tools.path(name) : "/no/such/tool") };
}

/** A folder of its own, with a function that removes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "engine-test-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const NO_CLUSTER = "/no/such/kubeconfig";

/** What a test may change in {@link fixtureWorkspace}. */
export interface FixtureOptions {
  /** Keys of the fixture's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Of the cluster that the fixture deploys to; it deploys to none by default. */
  readonly kubeconfig?: string;
}

/** A workspace for the fixture in `dir`, with a value for the secret that it reads. Called again, it keeps the state. */
export async function fixtureWorkspace(
  dir: string,
  { config = {}, kubeconfig = NO_CLUSTER }: FixtureOptions = {},
): Promise<Workspace> {
  const overrides = Object.entries(config).map(([key, value]) => [`engine-fixture:${key}`, value] as const);
  const workspace = prepareWorkspace({
    dir,
    projectDir: FIXTURE,
    tools: await engineTools(config["cluster"] === true),
    stack: "dev",
    kubeconfig,
    stackOverrides: Object.fromEntries(overrides),
  });
  sandboxSecrets([{ id: SECRET_ID, kind: "text" }], { file: workspace.secretsFile });
  return workspace;
}

/** A deployment of the fixture in a process of its own. */
export interface Run {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly lines: readonly string[];
}

/** Starts a deployment that a test can break off. */
export function startRun(dir: string, options: FixtureOptions): Run {
  const args = [
    "--require",
    require.resolve("tsx/cjs"),
    join(__dirname, "run-in-child.ts"),
    dir,
    JSON.stringify(options),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return { child, lines };
}

/** Kills a deployment and its engine, as a crash would, and waits until nothing of it runs. */
export async function killRun({ child }: Run, engine: number): Promise<void> {
  const processes = [child.pid ?? engine, engine, ...descendants(engine)];
  child.kill("SIGKILL");
  process.kill(engine, "SIGKILL");
  await waitForEnd(processes);
}

/** Waits until none of the processes runs. */
export async function waitForEnd(pids: readonly number[]): Promise<void> {
  const alive = () => pids.filter((pid) => startTimeOf(pid) !== undefined);
  await waitUntil({
    what: "the engine's processes to end",
    timeoutMs: 60_000,
    missing: async () => (alive().length === 0 ? undefined : alive().join(", ")),
  });
}

/** Ids of the processes that descend from one, which is not among them. */
export function descendants(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const children = rows.flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
  return [...children, ...children.flatMap(descendants)];
}
