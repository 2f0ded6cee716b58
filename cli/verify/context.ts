/** A context of the user's kubeconfig as a source for the acceptance criteria. */
import { KubeConfig } from "@kubernetes/client-node";
import { parseConfig } from "../../config/load";
import { CONTEXT_KEY } from "../../config/providers";
import { readStackFile } from "../../config/stack-file";
import { PROJECT_FOLDER } from "../../sandbox/session/session";
import type { Sources } from "../../verify";
import { clusterSources } from "../../verify/cluster/sources";

/**
 * Whom to ask in the cluster of a stack.
 *
 * @throws Error where the stack belongs to another context, or the kubeconfig has no such context.
 */
export function contextSources(context: string, stack: string): Sources {
  const raw = readStackFile(PROJECT_FOLDER, stack);
  const own = raw[CONTEXT_KEY];
  if (own !== context)
    throw new Error(
      `The stack ${stack} belongs to the context ${own ?? "of no name"} (${CONTEXT_KEY}), and not to ${context}; give the stack that is deployed there with --stack.`,
    );
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  const names = kubeConfig.getContexts().map(({ name }) => name);
  if (!names.includes(context))
    throw new Error(`The kubeconfig has no context ${context}; it has ${names.join(", ") || "none"}.`);
  kubeConfig.setCurrentContext(context);
  return clusterSources(kubeConfig, parseConfig(raw));
}
