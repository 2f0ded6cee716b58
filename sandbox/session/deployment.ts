/** The deployment of a stack to a cluster whose API server answers. */
import { CoreV1Api } from "@kubernetes/client-node";
import { allOf } from "../../common/all-of";
import type { Config } from "../../config/schema";
import { RELEASE_NAME } from "../../naming";
import { installSampleServices, kubeConfigOf, startOperator, waitForPods, type Cluster } from "../cluster";
import { outputs, preview, up } from "../engine/commands";
import type { LiveRecord } from "../live";
import { recoverStack } from "../engine/recovery";
import { PulumiError } from "../engine/pulumi";
import type { Workspace } from "../engine/workspace";
import type { Tools } from "../tools";
import type { ChartChoice } from "./chart-choice";
import { serviceFixtures } from "./fixtures";
import { writeRecord } from "./record";
import { engineNews, openWorkspace, POLICY_ARGUMENTS, stackConfig, type Log, type WorkspaceInput } from "./session";

/** What to deploy, and where. */
export interface DeploymentInput extends WorkspaceInput {
  readonly log: Log;
  /** Whether the cluster is new, and goes where the deployment fails. */
  readonly fresh: boolean;
}

/** What a deployment leaves behind. */
export interface Deployed {
  readonly cluster: Cluster;
  readonly workspace: Workspace;
  readonly chart: ChartChoice;
  readonly tools: Tools;
  /** The stack's outputs. */
  readonly outputs: Record<string, unknown>;
  /** What runs beside the cluster, where it was asked for. */
  readonly live?: LiveRecord;
}

/** Deploys the stack and waits for its pods; an earlier run that was interrupted is recovered first. */
export async function deployStack(input: DeploymentInput): Promise<Deployed> {
  const { chart, tools, log } = input;
  const config = stackConfig(input.stack, input.projectFolder);
  log(`Deploying stack ${input.stack} with ${chart.words}.`);
  const workspace = openWorkspace(input);
  // Beside the engine: nothing that it deploys waits for the operator or for the company's services.
  const [cluster] = await allOf([
    startOperator(input.cluster, tools),
    installSampleServices(input.cluster, serviceFixtures(config)),
    runEngine(workspace, config, input),
  ]);
  await waitForPods(cluster, config.namespace.name, { log });
  return { cluster, workspace, chart, tools, outputs: await outputs(workspace) };
}

async function runEngine(workspace: Workspace, config: Config, input: DeploymentInput): Promise<void> {
  const { stack, chart, cluster, tools, log } = input;
  const namespace = config.namespace.name;
  writeRecord(input.place, {
    stack,
    chart: chart.words,
    chartPath: chart.path,
    namespace,
    clusterStartedAt: cluster.startedAt,
    secretsFile: input.secretsFile,
    tools: tools.inUse,
  });
  await recover(workspace, cluster, namespace, log);
  await (input.fresh ? firstUpdate : laterUpdate)(workspace, log);
}

async function recover(workspace: Workspace, cluster: Cluster, namespace: string, log: Log): Promise<void> {
  const api = kubeConfigOf(cluster).makeApiClient(CoreV1Api);
  const release = { name: RELEASE_NAME, namespace };
  const options = { log: engineNews(log), args: POLICY_ARGUMENTS };
  for (const sentence of await recoverStack(workspace, api, release, options)) log(sentence);
}

/** At once: there is nothing yet that a preview could protect. Only a preview finds all that is wrong, so a failure is followed by one. */
async function firstUpdate(workspace: Workspace, log: Log): Promise<void> {
  try {
    await update(workspace, log);
  } catch (error) {
    if (error instanceof PulumiError && error.failure === "failed")
      await preview(workspace, { args: POLICY_ARGUMENTS });
    throw error;
  }
}

/** First without touching anything: a chart or a secret that is missing stops it there, and so does a policy. */
async function laterUpdate(workspace: Workspace, log: Log): Promise<void> {
  await preview(workspace, { args: POLICY_ARGUMENTS });
  // Again with the policies: only now is everything known that they check.
  await update(workspace, log);
}

function update(workspace: Workspace, log: Log): Promise<void> {
  return up(workspace, { log: engineNews(log), args: POLICY_ARGUMENTS });
}
