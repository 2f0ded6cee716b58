/**
 * Prints how to reach a stack's cluster, as the workflows need it in $GITHUB_OUTPUT: one `name=value` a line.
 *
 * `node --require tsx/cjs scripts/stack-settings.ts staging`
 */
import { join } from "node:path";
import type { RawConfig } from "../config/raw";
import { CONTEXT_KEY, isBlank, REGION_KEY } from "../config/providers";
import { readStackFile } from "../config/stack-file";

/** Where each setting stands in the stack file. */
const KEYS = { region: REGION_KEY, cluster: "monitoring:cluster", context: CONTEXT_KEY };

/**
 * The AWS region, the EKS cluster's name and the kubeconfig context of a stack.
 *
 * @throws Error where the stack file lacks one of them; the message names its key.
 */
export function stackSettings(stack: string, config: RawConfig): Record<keyof typeof KEYS, string> {
  const setting = (key: string): string => {
    const value = config[key];
    if (value === undefined || isBlank(value))
      throw new Error(`Pulumi.${stack}.yaml has no ${key}, so its cluster cannot be reached; set it.`);
    return value;
  };
  return { region: setting(KEYS.region), cluster: setting(KEYS.cluster), context: setting(KEYS.context) };
}

function main(): void {
  const [stack = ""] = process.argv.slice(2);
  const settings = stackSettings(stack, readStackFile(join(__dirname, ".."), stack));
  for (const [name, value] of Object.entries(settings)) console.log(`${name}=${value}`);
}

if (require.main === module) main();
