/** What is left when a stack is destroyed. The last checks of a stack: they take it apart. */
import assert from "node:assert/strict";
import { ApiextensionsV1Api, CoreV1Api, RbacAuthorizationV1Api, type KubeConfig } from "@kubernetes/client-node";
import { destroy, exportState, up } from "../../../sandbox/engine/commands";
import { pulumi } from "../../../sandbox/engine/pulumi";
import { openWorkspace } from "../../../sandbox/session/session";
import { sandboxPlace } from "../../../sandbox/session/place";
import type { DeployedStack } from "../deployed-stack";

/** Registers the checks of a stack that nothing protects. */
export function destroyChecks(get: () => DeployedStack): void {
  it("leaves nothing but the operator's resource types and its kubelet Service", async () => {
    const { deployed, kube } = get();
    await destroy(deployed.workspace);
    assert.deepEqual(await remains(kube, get().config.namespace.name), {
      namespace: "gone",
      clusterObjects: [],
      kubeSystem: ["monitoring-kube-prometheus-kubelet"],
    });
    const { items } = await kube.makeApiClient(ApiextensionsV1Api).listCustomResourceDefinition();
    assert.equal(items.filter(({ spec }) => spec.group === "monitoring.coreos.com").length, 10);
  });

  it("leaves an empty state", async () => {
    const state = (await exportState(get().deployed.workspace)) as { deployment: { resources?: unknown[] } };
    assert.deepEqual((state.deployment.resources ?? []).length <= 1, true);
  });
}

/** Registers the check of a stack that is protected; it leaves the stack as it is. */
export function protectedChecks(get: () => DeployedStack): void {
  it("refuses to be destroyed while it is protected", async () => {
    await assert.rejects(destroy(get().deployed.workspace), /protected|cannot be deleted/);
    const { items } = await get().kube.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: "monitoring" });
    assert.ok(items.length > 0);
  });
}

/** Registers the checks of a protected stack that keeps its volumes. The last ones: nothing else is left. */
export function retainedVolumeChecks(get: () => DeployedStack): void {
  it("keeps its volumes when the protection is lifted by the documented step", async () => {
    const { stack, dir, deployed, kube, secretsFile } = get();
    const before = await claims(kube);
    const lifted = openWorkspace({
      place: sandboxPlace(dir),
      stack,
      ...deployed,
      secretsFile,
      overrides: { "monitoring:protect": false },
    });
    await up(lifted);
    await destroy(lifted);
    assert.ok(before.length >= 3);
    assert.deepEqual(await claims(kube), before);
    const { items } = await kube.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: "monitoring" });
    assert.deepEqual(
      items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined).map(({ metadata }) => metadata?.name),
      [],
    );
  });

  it("finds its volumes again when it is deployed into the retained namespace", async () => {
    const { stack, dir, deployed, kube, secretsFile } = get();
    const before = await claims(kube);
    const overrides = { "monitoring:protect": false, "monitoring:namespace": { name: "monitoring", create: false } };
    const again = openWorkspace({ place: sandboxPlace(dir), stack, ...deployed, secretsFile, overrides });
    await up(again);
    assert.deepEqual(await claims(kube), before);
    await pulumi(again, ["destroy", "--yes", "--skip-preview"]);
  });
}

/** Claims of the namespace with the volumes they are bound to. */
async function claims(kube: KubeConfig): Promise<readonly string[]> {
  const { items } = await kube
    .makeApiClient(CoreV1Api)
    .listNamespacedPersistentVolumeClaim({ namespace: "monitoring" });
  return items.map(({ metadata, spec, status }) => `${metadata?.name} ${spec?.volumeName} ${status?.phase}`).sort();
}

/** What a destroyed stack has left in the cluster. */
async function remains(
  kube: KubeConfig,
  namespace: string,
): Promise<{ namespace: string; clusterObjects: string[]; kubeSystem: string[] }> {
  const core = kube.makeApiClient(CoreV1Api);
  const rbac = kube.makeApiClient(RbacAuthorizationV1Api);
  const ours = (name: string | undefined) => name?.startsWith("monitoring") === true;
  const [namespaces, roles, bindings, services, volumes] = await Promise.all([
    core.listNamespace(),
    rbac.listClusterRole(),
    rbac.listClusterRoleBinding(),
    core.listNamespacedService({ namespace: "kube-system" }),
    core.listPersistentVolume(),
  ]);
  const names = [...roles.items, ...bindings.items, ...volumes.items].map(({ metadata }) => metadata?.name);
  return {
    namespace: namespaces.items.some(({ metadata }) => metadata?.name === namespace) ? "still there" : "gone",
    clusterObjects: names.filter((name): name is string => ours(name) || name?.startsWith("pvc-") === true),
    kubeSystem: services.items.map(({ metadata }) => metadata?.name ?? "").filter(ours),
  };
}
