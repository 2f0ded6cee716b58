/** `up`: a stack on the embedded cluster. */
import { Command } from "commander";
import { chartOption, dirOption, port, stackOption, stopwatch } from "./options";

/** Builds the command. */
export function upCommand(): Command {
  return new Command("up")
    .description(
      "Deploy a stack to the embedded cluster with the real Pulumi engine. Starts the cluster where none runs; fetches or builds tools that are missing.",
    )
    .addOption(stackOption())
    .addOption(chartOption())
    .option("--secrets <file>", "JSON file with values for the secrets by name; made-up ones by default")
    .option("--api-port <port>", "port of the Kubernetes API server on 127.0.0.1; any free one by default", port)
    .addOption(dirOption())
    .action(async (options: { stack: string; chart?: string; secrets?: string; apiPort?: number; dir?: string }) => {
      const { up } = require("../sandbox/session/up") as typeof import("../sandbox/session/up");
      const { sandboxValuesInWords } =
        require("../sandbox/session/overlay") as typeof import("../sandbox/session/overlay");
      const { log, elapsed } = stopwatch();
      const { secrets, ...rest } = options;
      const deployed = await up({ ...rest, log, ...(secrets === undefined ? {} : { secretsFile: secrets }) });
      const { tools, cluster, chart } = deployed;
      const text = [
        "",
        `Stack ${options.stack} is deployed with ${chart.words} (${elapsed()}).`,
        `Kubernetes provider ${tools.version("pulumi-resource-kubernetes")}; fake aws and random providers.`,
        "Chart values that the sandbox sets in addition to the stack's own:",
        ...sandboxValuesInWords.map((line) => `  ${line}`),
        "",
        ...Object.entries(deployed.outputs).map(([name, value]) => `${name.padEnd(24)} ${String(value)}`),
        "",
        "The cluster runs until `npm run down`. For kubectl and helm:",
        `  export KUBECONFIG=${cluster.kubeconfigPath}`,
      ];
      console.log(text.join("\n"));
    });
}
