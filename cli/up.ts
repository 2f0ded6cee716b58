/** `up`: a stack on the embedded cluster. */
import { Command } from "commander";
import { liveLines } from "./live-lines";
import { chartOption, dirOption, port, stackOption, stopwatch } from "./options";

interface UpArguments {
  readonly stack: string;
  readonly chart?: string;
  readonly secrets?: string;
  readonly apiPort?: number;
  readonly dir?: string;
  readonly live: boolean;
}

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
    .option("--no-live", "leave out the programs of the pods, and the servers that they ask")
    .addOption(dirOption())
    .action(async (options: UpArguments) => {
      const { up } = require("../sandbox/session/up") as typeof import("../sandbox/session/up");
      const { sandboxValuesInWords } =
        require("../sandbox/session/overlay") as typeof import("../sandbox/session/overlay");
      const { log, elapsed } = stopwatch();
      const { secrets, ...rest } = options;
      const deployed = await up({ ...rest, log, ...(secrets === undefined ? {} : { secretsFile: secrets }) });
      const { tools, cluster, chart, live } = deployed;
      const text = [
        "",
        `Stack ${options.stack} is deployed with ${chart.words} (${elapsed()}).`,
        `Kubernetes provider ${tools.version("pulumi-resource-kubernetes")}; fake aws and random providers.`,
        "Chart values that the sandbox sets in addition to the stack's own:",
        ...sandboxValuesInWords.map((line) => `  ${line}`),
        "",
        ...Object.entries(deployed.outputs).map(([name, value]) => `${name.padEnd(24)} ${String(value)}`),
        "",
        ...(live === undefined
          ? []
          : [
              `${live.processes.length} programs run in place of pods: \`npm run status\` lists them, \`npm run verify\` asks them.`,
              ...liveLines(live),
              ...(live.console === undefined ? [] : ["", `See it work: ${live.console.url}`]),
              "",
            ]),
        "The cluster runs until `npm run down`. For kubectl and helm:",
        `  export KUBECONFIG=${cluster.kubeconfigPath}`,
      ];
      console.log(text.join("\n"));
    });
}
