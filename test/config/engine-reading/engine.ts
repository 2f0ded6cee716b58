/** The real engine as a reader of stack files: what it hands to a program, or why it refuses. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RawConfig } from "../../../config/raw";
import { pulumi, PulumiError } from "../../../sandbox/engine/pulumi";
import { prepareWorkspace, type Workspace } from "../../../sandbox/engine/workspace";
import { ensureTools } from "../../../sandbox/tools";
import { temporaryFolder } from "../../engine-parts/support";

/** The project whose stack is read. */
export const PROJECT = "monitoring";
const STACK = "dev";

/** What became of a stack file. */
export type Reading =
  | { readonly config: RawConfig; readonly secretKeys: readonly string[] }
  | { readonly refused: string };

/** A program that does nothing but note down what the engine hands to it. */
const PROGRAM = `const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
writeFileSync(join(__dirname, "seen.json"), JSON.stringify({
  config: JSON.parse(process.env.PULUMI_CONFIG),
  secretKeys: JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS),
}));
`;

/** A stack of the real engine with a file backend. */
export class Engine {
  private constructor(
    private readonly project: string,
    private readonly workspace: Workspace,
    /** Removes everything. */
    readonly remove: () => void,
  ) {}

  static async start(): Promise<Engine> {
    const folder = temporaryFolder();
    const project = join(folder.path, "project");
    mkdirSync(project);
    symlinkSync(join(__dirname, "../../../node_modules"), join(project, "node_modules"), "dir");
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: PROJECT, main: "index.cjs" }));
    writeFileSync(join(project, "index.cjs"), PROGRAM);
    writeFileSync(
      join(project, "Pulumi.yaml"),
      `name: ${PROJECT}\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.cjs\n`,
    );
    writeFileSync(join(project, `Pulumi.${STACK}.yaml`), "");
    const tools = await ensureTools(["pulumi"], { progress: "plain" });
    const workspace = prepareWorkspace({
      dir: join(folder.path, "engine"),
      projectDir: project,
      tools: { path: (name) => (name === "pulumi" ? tools.path(name) : "/no/such/tool") },
      stack: STACK,
      kubeconfig: "/no/such/kubeconfig",
    });
    await pulumi(workspace, ["stack", "select", "--create"]);
    return new Engine(project, workspace, folder.remove);
  }

  /** The folder whose project file and stack file the engine reads. */
  get folder(): string {
    return this.workspace.workDir;
  }

  get stackFile(): string {
    return join(this.folder, `Pulumi.${STACK}.yaml`);
  }

  /** The stack file with which a stack begins: the salt of its encryption. */
  salt(): string {
    const salt = /encryptionsalt: '?([\w:+/=]+)/.exec(readFileSync(this.stackFile, "utf8"))?.[1];
    if (salt === undefined) throw new Error("The stack has no salt.");
    return `encryptionsalt: ${salt}`;
  }

  /** What the program gets, or the CLI's error. */
  async read(): Promise<Reading> {
    const seen = join(this.project, "seen.json");
    rmSync(seen, { force: true });
    try {
      await pulumi(this.workspace, ["preview"]);
    } catch (error) {
      if (error instanceof PulumiError) return { refused: error.message };
      throw error;
    }
    return JSON.parse(readFileSync(seen, "utf8")) as Reading;
  }

  /** What the CLI reads itself, without a program: the same reader, in a tenth of the time. Rejects where it reads nothing. */
  async values(): Promise<RawConfig> {
    const values = JSON.parse(await this.run("config", "--json")) as Readonly<
      Record<string, { readonly value: string }>
    >;
    return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
  }

  /** Runs the CLI. */
  async run(...args: string[]): Promise<string> {
    return pulumi(this.workspace, args);
  }
}
