/** The project's workflows as data. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

export const PROJECT_FOLDER = resolve(__dirname, "../..");
const WORKFLOWS_FOLDER = join(PROJECT_FOLDER, ".github", "workflows");
const ACTIONS_FOLDER = join(PROJECT_FOLDER, ".github", "actions");

/** A step of a job or of a composite action. */
export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job: steps, or the call of another workflow. */
export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string | { readonly name: string };
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
}

/** What a file of workflows/ or an action.yml holds. */
interface Content {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly jobs?: Readonly<Record<string, Job>>;
  readonly runs?: { readonly steps: readonly Step[] };
}

/** One file: a workflow, with jobs, or an action, with steps. */
export interface WorkflowFile {
  /** Path below .github. */
  readonly path: string;
  readonly text: string;
  readonly content: Content;
}

/** A job with where it stands. */
export interface NamedJob {
  readonly file: WorkflowFile;
  /** `pull-request.yml: preview` */
  readonly name: string;
  readonly job: Job;
}

/** A step with where it stands. */
export interface NamedStep {
  /** `pull-request.yml: preview: Report` */
  readonly name: string;
  readonly step: Step;
}

/** A file from its text. */
export function workflowFile(path: string, text: string): WorkflowFile {
  return { path, text, content: parse(text) as Content };
}

/** Every workflow and every action of the project. */
export function workflowFiles(): readonly WorkflowFile[] {
  const workflows = readdirSync(WORKFLOWS_FOLDER).map((file) => `workflows/${file}`);
  const actions = readdirSync(ACTIONS_FOLDER).map((folder) => `actions/${folder}/action.yml`);
  return [...workflows, ...actions].map((path) =>
    workflowFile(path, readFileSync(join(PROJECT_FOLDER, ".github", path), "utf8")),
  );
}

/** All jobs. */
export function jobs(files: readonly WorkflowFile[]): readonly NamedJob[] {
  return files.flatMap((file) =>
    Object.entries(file.content.jobs ?? {}).map(([id, job]) => ({
      file,
      job,
      name: `${file.path.replace(/^workflows\//, "")}: ${id}`,
    })),
  );
}

/** All steps, those of actions as well. */
export function steps(files: readonly WorkflowFile[]): readonly NamedStep[] {
  const named = (place: string, list: readonly Step[] = []): readonly NamedStep[] =>
    list.map((step) => ({ name: `${place}: ${step.name ?? step.uses ?? step.run ?? ""}`, step }));
  return [
    ...jobs(files).flatMap(({ name, job }) => named(name, job.steps)),
    ...files.flatMap(({ path, content }) => named(path, content.runs?.steps)),
  ];
}
