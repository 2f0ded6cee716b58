/** The report of one stack of the working tree against what it is compared with. */
import { readFileSync } from "node:fs";
import { systemReason } from "../common/system-errors";
import { parseConfig } from "../config/load";
import type { RawConfig } from "../config/raw";
import { readStackFile } from "../config/stack-file";
import { code, type Inline, text } from "../markdown";
import { renderFiles, type RenderedFiles } from "../render/files";
import type { Graph } from "../render/graph";
import { PROJECT_FOLDER, renderProgram } from "../render/program";
import { changeReport } from ".";
import { toMarkdown } from "./markdown";
import { renderRevision } from "./sources/revision";
import { readState, withKeysOf } from "./sources/state";

/** What to compare with; the sandbox where neither a revision nor a state is given. */
export interface ReviewOptions {
  /** Stack; by default the one of the state or the sandbox, and staging with a revision. */
  readonly stack?: string;
  /** A git revision. */
  readonly against?: string;
  /** A file that `pulumi stack export` has written. */
  readonly againstState?: string;
  /**
   * What the sandbox was last deployed with: asked where neither a revision nor a state is given.
   *
   * @param stack the stack that is wanted; by default the one that is there.
   */
  readonly sandbox: (stack?: string) => Promise<DeployedStack>;
}

/** What a stack was deployed with. */
export interface DeployedStack {
  readonly stack: string;
  /** The engine's state, as `pulumi stack export` writes it. */
  readonly state: unknown;
  /** The configuration that a next deployment would have. */
  readonly config: RawConfig;
}

/** Both sides, and what they are called. */
interface Comparison {
  readonly stack: string;
  readonly before: RenderedFiles;
  readonly after: RenderedFiles;
  /** What the working tree is compared with. */
  readonly words: readonly Inline[];
}

/**
 * Renders both sides and puts what differs into Markdown.
 *
 * @throws Error with a sentence, where one of the sides cannot be had.
 */
export async function reviewReport(options: ReviewOptions): Promise<string> {
  const { stack, before, after, words } = await comparison(options);
  return toMarkdown(changeReport(before, after), { stack, before: words });
}

async function comparison({ stack, against, againstState, sandbox }: ReviewOptions): Promise<Comparison> {
  if (against !== undefined) return withRevision(against, stack ?? "staging");
  return againstState === undefined ? withSandbox(await sandbox(stack)) : withState(againstState, stack);
}

async function withRevision(revision: string, stack: string): Promise<Comparison> {
  // Before the work of seconds on the other side.
  parseConfig(readStackFile(PROJECT_FOLDER, stack));
  const [before, after] = await Promise.all([renderRevision(PROJECT_FOLDER, revision, stack), renderProgram(stack)]);
  return { stack, before: before.files, after, words: before.words };
}

async function withState(file: string, wanted: string | undefined): Promise<Comparison> {
  const { stack, graph } = readState(parsedJson(file), `--against-state ${file}`);
  if (wanted !== undefined && wanted !== stack)
    throw new Error(
      `--against-state ${file} is the state of the stack ${stack}, not of ${wanted}; leave --stack out, or export the other stack.`,
    );
  return deployedComparison(stack, graph, await renderProgram(stack), [text("the deployed state in "), code(file)]);
}

async function withSandbox({ stack, state, config }: DeployedStack): Promise<Comparison> {
  const { graph } = readState(state, "The sandbox's state");
  return deployedComparison(stack, graph, await renderProgram(stack, config), [
    text("what the sandbox was last deployed with"),
  ]);
}

function deployedComparison(
  stack: string,
  deployed: Graph,
  after: RenderedFiles,
  words: readonly Inline[],
): Comparison {
  return {
    stack,
    before: withKeysOf(after, renderFiles(deployed)),
    after,
    words: [...words, text(" (the keys of Secrets are encrypted there, and not compared)")],
  };
}

function parsedJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = systemReason(error) ?? "it is no JSON";
    // Not the parser's own words: they repeat a part of the file.
    throw new Error(
      `--against-state ${file} cannot be read (${reason}); write it with \`pulumi stack export --file ${file}\`.`,
    );
  }
}
