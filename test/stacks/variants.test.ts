/** The staging stack with settings that no stack file has: one cluster, some variants at a time. */
import assert from "node:assert/strict";
import { CustomObjectsApi } from "@kubernetes/client-node";
import { z } from "zod";
import { PROMETHEUS_NAME } from "../../components/kube-prometheus-stack/addresses";
import { parseConfig } from "../../config/load";
import { readStackFile } from "../../config/stack-file";
import { waitForPods } from "../../sandbox/cluster";
import { waitUntil } from "../../sandbox/cluster/wait";
import { up } from "../../sandbox/engine/commands";
import { readOperatorFiles } from "../../sandbox/prometheus";
import { sandboxPlace } from "../../sandbox/session/place";
import { openWorkspace, PROJECT_FOLDER, stackConfig } from "../../sandbox/session/session";
import { ensureTools } from "../../sandbox/tools";
import { deployStack, removeStack, type DeployedStack } from "./deployed-stack";
import { describeLeak, findLeaks } from "./leak-search";
import { brokenReferences } from "./references";
import { haystacksOf, homesOf } from "./secret-places";
import { readSnapshot } from "./snapshot";
import { oauthVariants } from "./variants/oauth";
import { replicaVariants } from "./variants/replicas";
import { routeVariants } from "./variants/route";
import { storeVariants } from "./variants/stores";
import { surroundingsVariants } from "./variants/surroundings";
import { overridesOf, type Seen, type Variant } from "./variants/variant";

const STACK = "staging";

/** The variants that are deployed together: what each of them sets leaves the others alone. Each provider of single sign-on needs a deployment of its own. */
const deployments: readonly Readonly<Record<string, Variant>>[] = [
  { ...oauthVariants.google, ...routeVariants, ...replicaVariants },
  { ...oauthVariants.github, ...storeVariants },
  { ...oauthVariants.generic, ...surroundingsVariants },
];

/** What the stack's configuration becomes with some variants, as the program reads it. */
function configOf(variants: Readonly<Record<string, Variant>>) {
  const texts = Object.entries(overridesOf(Object.values(variants), stackConfig(STACK))).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseConfig({ ...readStackFile(PROJECT_FOLDER, STACK), ...Object.fromEntries(texts) });
}

describe("the stack staging with", function () {
  this.timeout(240_000);
  let deployed: DeployedStack | undefined;
  const stack = () => deployed ?? assert.fail("the stack is not deployed");
  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    await ensureTools(["promtool"]);
    deployed = await deployStack(STACK, {}, deployments.map(configOf));
  });
  after(() => removeStack(deployed));

  for (const variants of deployments) {
    describe(Object.keys(variants).join(", "), () => {
      let seen: Seen | undefined;

      it("is deployed, and again without a change", async () => {
        const { dir, deployed, secretsFile, config } = stack();
        const workspace = openWorkspace({
          place: sandboxPlace(dir),
          stack: STACK,
          ...deployed,
          secretsFile,
          overrides: overridesOf(Object.values(variants), config),
        });
        await up(workspace);
        await operatorIsDone(stack());
        await waitForPods(deployed.cluster, config.namespace.name);
        await up(workspace, { expectNoChanges: true });
      });

      it("refers only to what exists", async () => {
        seen = await look(stack());
        assert.deepEqual(brokenReferences(seen.objects), []);
      });

      for (const [name, { checks }] of Object.entries(variants)) {
        for (const [what, check] of Object.entries(checks)) {
          it(`${what} (${name})`, () => check(seen ?? assert.fail("there is nothing to look at")));
        }
      }
    });
  }

  // Tests of a suite run before the suites in it: this has to be one.
  describe("any of these", () => {
    it("has its secrets where the last of them needs them, and neither in the engine's state and history, nor in Helm's records, nor in a log", async function () {
      // Every deployment above has left a state and a revision to unpack.
      this.timeout(600_000);
      const haystacks = await haystacksOf(stack(), await readSnapshot(stack().kube));
      const canaries = Object.fromEntries(
        Object.entries(stack().canaries).filter(([name]) => name.startsWith("variant/")),
      );
      assert.ok(Object.keys(canaries).length >= 5);
      const homes = homesOf(configOf(deployments.at(-1) ?? {}));
      const strays = findLeaks(haystacks, canaries).filter(
        ({ canary, haystack }) => homes.get(canary)?.includes(haystack) !== true,
      );
      assert.deepEqual(strays.map(describeLeak), []);
    });
  });
});

/** A Prometheus or Alertmanager, and up to which generation the operator has made what it stands for. */
const operatedSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), generation: z.number() }),
      status: z
        .object({
          conditions: z.array(
            z.object({ type: z.string(), status: z.string(), observedGeneration: z.number().optional() }),
          ),
        })
        .optional(),
    }),
  ),
});

/** Waits until the operator has made everything of the newest Prometheus and Alertmanager. */
async function operatorIsDone({ kube, config }: DeployedStack): Promise<void> {
  const api = kube.makeApiClient(CustomObjectsApi);
  await waitUntil({
    what: "the operator to reconcile Prometheus and Alertmanager",
    timeoutMs: 60_000,
    intervalMs: 250,
    missing: async () => {
      const lists = await Promise.all(
        ["prometheuses", "alertmanagers"].map((plural) =>
          api.listNamespacedCustomObject({
            group: "monitoring.coreos.com",
            version: "v1",
            namespace: config.namespace.name,
            plural,
          }),
        ),
      );
      const waiting = lists
        .flatMap((list) => operatedSchema.parse(list).items)
        .filter(
          ({ metadata, status }) =>
            !status?.conditions.some(
              (it) => it.type === "Reconciled" && it.status === "True" && it.observedGeneration === metadata.generation,
            ),
        );
      return waiting.length === 0 ? undefined : waiting.map(({ metadata }) => metadata.name).join(", ");
    },
  });
}

async function look(stack: DeployedStack): Promise<Seen> {
  const { configuration } = await readOperatorFiles(stack.kube, {
    namespace: stack.config.namespace.name,
    name: PROMETHEUS_NAME,
  });
  return { stack, objects: await readSnapshot(stack.kube), prometheus: configuration };
}
