/** The pods as they are deployed: Ready, with everything they refer to, and with arguments that their programs know. */
import assert from "node:assert/strict";
import { ensureTools, type ToolName, type Tools } from "../../../sandbox/tools";
import { olderArguments } from "../../../sandbox/servers/postgres/older-exporter";
import type { DeployedStack } from "../deployed-stack";
import { brokenReferences } from "../references";
import { containersOf } from "../references/pods";
import { startsUp, type DeployedContainer, type ProgramRun } from "../run-container";
import { nameOf, objectsOf, readSnapshot, type Snapshot } from "../snapshot";

/** A program that is run as it is deployed. */
interface Exporter {
  readonly tool: ToolName;
  /** @param version of the program. */
  readonly listenOn: (deployed: DeployedStack, version: string) => ProgramRun["listenOn"];
}

/** `--web.listen-address`, the flag of most exporters. */
const webListenAddress: Exporter["listenOn"] = () => (args, host, port) =>
  args.map((argument) => argument.replace(/^(--web\.listen-address=).*$/, `$1${host}:${port}`));

/** The programs by the name of their container. */
const EXPORTERS: Readonly<Record<string, Exporter>> = {
  // The one that can be built is older than the deployed one, and knows some collectors by other flags, or by none.
  "postgres-exporter": {
    tool: "postgres_exporter",
    listenOn: (deployed, version) => (args, host, port) =>
      webListenAddress(deployed, version)(version.startsWith("0.19.") ? olderArguments(args) : args, host, port),
  },
  "redis-exporter": { tool: "redis_exporter", listenOn: webListenAddress },
  // Its flags are those of Linux.
  ...(process.platform === "linux"
    ? { "node-exporter": { tool: "node_exporter" as const, listenOn: webListenAddress } }
    : {}),
  "kube-state-metrics": {
    tool: "kube-state-metrics",
    // In a pod it finds the API server by itself, and listens on all addresses; its own metrics get any port.
    listenOn:
      ({ deployed }) =>
      (args, host, port) => [
        ...args.map((argument) => argument.replace(/^--port=.*$/, `--port=${port}`)),
        `--host=${host}`,
        `--telemetry-host=${host}`,
        "--telemetry-port=0",
        `--kubeconfig=${deployed.cluster.kubeconfigPath}`,
      ],
  },
};

/** Registers the tests of a deployed stack's pods. */
export function podChecks(get: () => DeployedStack): void {
  let objects: Snapshot;
  let tools: Tools;

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    tools = await ensureTools(Object.values(EXPORTERS).map(({ tool }) => tool));
    objects = await readSnapshot(get().kube);
  });

  it("are Ready in every namespace", () => {
    const pods = objectsOf(objects, "Pod").filter(({ status }) => status?.phase !== "Succeeded");
    assert.ok(pods.length > 0, "there are no pods");
    const waiting = pods.filter(
      ({ status }) => !status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True"),
    );
    assert.deepEqual(waiting.map(nameOf), []);
  });

  it("refer only to what exists, and are reached by what refers to them", () => {
    assert.deepEqual(brokenReferences(objects), []);
  });

  for (const [name, { tool, listenOn }] of Object.entries(EXPORTERS)) {
    const run = () => ({ path: tools.path(tool), listenOn: listenOn(get(), tools.version(tool)) });

    it(`run ${name} with arguments that the real program accepts`, async function () {
      this.timeout(60_000);
      const containers = deployedContainers(objects, name);
      assert.ok(containers.length > 0, `no workload has a container ${name}`);
      for (const container of containers) await startsUp(objects, container, run());
    });

    it(`would not run ${name} with a flag that it does not know`, async function () {
      this.timeout(60_000);
      const [deployed = assert.fail(`no workload has a container ${name}`)] = deployedContainers(objects, name);
      const container = { ...deployed.container, args: [...(deployed.container.args ?? []), "--no-such-flag"] };
      await assert.rejects(startsUp(objects, { ...deployed, container }, run()), /ended with [^0][\s\S]*no-such-flag/);
    });
  }
}

/** Every container of a name in the templates of workloads. */
function deployedContainers(objects: Snapshot, name: string): DeployedContainer[] {
  const workloads = [...objectsOf(objects, "Deployment"), ...objectsOf(objects, "DaemonSet")];
  return workloads.flatMap(({ metadata, spec }) => {
    const pod = spec?.template.spec;
    return containersOf(pod)
      .filter((container) => container.name === name)
      .map((container) => ({ namespace: metadata?.namespace ?? "", pod: pod ?? { containers: [] }, container }));
  });
}
