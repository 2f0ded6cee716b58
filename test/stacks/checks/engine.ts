/** The engine's view of a deployed stack: nothing left to do, and a change is exactly that change. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { CoreV1Api } from "@kubernetes/client-node";
import { exportState, previewJson } from "../../../sandbox/engine/commands";
import { sandboxValues } from "../../../sandbox/session/overlay";
import { openWorkspace, stackConfig } from "../../../sandbox/session/session";
import { sandboxPlace } from "../../../sandbox/session/place";
import { chartValues } from "../../../components/kube-prometheus-stack/values";
import { RELEASE_NAME } from "../../../naming";
import { leaves } from "../../../report/read";
import type { DeployedStack } from "../deployed-stack";

/** A step of the engine's preview. */
interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: { readonly inputs?: unknown };
  readonly newState?: { readonly inputs?: unknown };
}

/** Registers the checks. */
export function engineChecks(get: () => DeployedStack): void {
  it("previews exactly the change of a setting", async () => {
    const { stack, dir, deployed, secretsFile } = get();
    const [service] = get().config.services;
    const services = get().config.services.map((it) => (it === service ? { ...it, path: "/internal/metrics" } : it));
    const workspace = openWorkspace({
      place: sandboxPlace(dir),
      stack,
      ...deployed,
      secretsFile,
      overrides: { "monitoring:services": services },
    });
    try {
      const changes = steps(await previewJson(workspace)).filter(({ op }) => op !== "same");
      assert.deepEqual(
        changes.map(({ op, urn, oldState, newState }) => [
          op,
          urn.split("::").at(-1),
          differences(newState?.inputs, oldState?.inputs),
        ]),
        [
          [
            "update",
            `services-${service?.name}`,
            { "spec.endpoints": [{ port: "http", path: "/internal/metrics", interval: "15s", scrapeTimeout: "10s" }] },
          ],
        ],
      );
    } finally {
      openWorkspace({ place: sandboxPlace(dir), stack, ...deployed, secretsFile });
    }
  });

  it("differs from what the stack declares in the sandbox's overlay and nowhere else", async () => {
    const { stack, kube, config } = get();
    const deployed = await releaseValues(kube.makeApiClient(CoreV1Api), config.namespace.name);
    const declared = chartValues(stackConfig(stack));
    assert.deepEqual(differences(deployed, declared), leavesByPath(sandboxValues));
  });

  it("has no resource outside of a component, and nothing that waits", async () => {
    const state = (await exportState(get().deployed.workspace)) as {
      deployment: { resources: { type: string; urn: string; parent?: string }[]; pending_operations?: unknown[] };
    };
    const loose = state.deployment.resources.filter(
      ({ type, parent }) =>
        !type.startsWith("pulumi:") && !type.startsWith("monitoring:") && !parent?.includes("monitoring:index:"),
    );
    assert.deepEqual(
      loose.map(({ urn }) => urn),
      [],
    );
    assert.deepEqual(state.deployment.pending_operations ?? [], []);
  });
}

function steps(preview: unknown): readonly Step[] {
  return (preview as { steps: Step[] }).steps;
}

/** The values of the deployed revision, out of Helm's own Secret. */
async function releaseValues(api: CoreV1Api, namespace: string): Promise<unknown> {
  const { items } = await api.listNamespacedSecret({
    namespace,
    labelSelector: `owner=helm,name=${RELEASE_NAME},status=deployed`,
  });
  const release = Buffer.from(items[0]?.data?.["release"] ?? "", "base64").toString();
  return (JSON.parse(gunzipSync(Buffer.from(release, "base64")).toString()) as { config: unknown }).config;
}

/** Leaves of `left` that `right` lacks or has otherwise, and those that only `right` has. */
function differences(left: unknown, right: unknown): Record<string, unknown> {
  const [a, b] = [leavesByPath(left), leavesByPath(right)];
  const changed = Object.entries(a).filter(([path, value]) => !isDeepStrictEqual(b[path], value));
  const missing = Object.keys(b)
    .filter((path) => !(path in a))
    .map((path) => [path, undefined]);
  return Object.fromEntries([...changed, ...missing]);
}

function leavesByPath(value: unknown): Record<string, unknown> {
  return Object.fromEntries(leaves(value));
}
