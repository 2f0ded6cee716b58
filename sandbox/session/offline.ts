/** Previews of a stack that is deployed nowhere: all of it is to be created, and no cluster is needed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load";
import { readStackFile } from "../../config/stack-file";
import { CONTEXT_NAME } from "../cluster/state";
import { sandboxSecrets } from "../engine/secrets-file";
import { prepareWorkspace, type Workspace, type WorkspaceOptions } from "../engine/workspace";
import { OWN_CHART } from "./chart-choice";
import { secretFixtures } from "./fixtures";
import { sandboxConfig } from "./overlay";
import { PROJECT_FOLDER } from "./session";

/** What {@link offlineWorkspace} and {@link offlineStack} need to know. */
export type OfflineOptions = Pick<WorkspaceOptions, "dir" | "tools"> & {
  /** Configuration over the stack file's, by full key. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The project's folder, for a copy of it. */
  readonly projectFolder?: string;
};

/** A stack of this project with the own chart and made-up secrets. */
export function offlineStack(
  stack: string,
  { overrides = {}, projectFolder = PROJECT_FOLDER, ...options }: OfflineOptions,
): Workspace {
  const file = readStackFile(projectFolder, stack);
  const texts = Object.entries(overrides).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const config = parseConfig({ ...file, ...Object.fromEntries(texts) });
  const stackOverrides = {
    ...sandboxConfig(file, { path: OWN_CHART, words: "the project's own chart" }),
    ...overrides,
  };
  const workspace = offlineWorkspace({ ...options, projectDir: projectFolder, stack, overrides: stackOverrides });
  sandboxSecrets(secretFixtures(config), { file: workspace.secretsFile });
  return workspace;
}

/** Any program, with an API server that nobody runs. */
export function offlineWorkspace({
  overrides = {},
  ...options
}: OfflineOptions & Pick<WorkspaceOptions, "projectDir" | "stack">): Workspace {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const kubeconfig = join(options.dir, "kubeconfig");
  const name = CONTEXT_NAME;
  const nowhere = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: "https://127.0.0.1:9" } }],
    users: [{ name, user: { token: "none" } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(kubeconfig, stringify(nowhere));
  return prepareWorkspace({ ...options, kubeconfig, stackOverrides: overrides });
}
