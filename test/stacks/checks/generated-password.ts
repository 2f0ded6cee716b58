/** Grafana's password where the stack generates it: stored in Secrets Manager, and the same from then on. */
import assert from "node:assert/strict";
import { CoreV1Api } from "@kubernetes/client-node";
import { up } from "../../../sandbox/engine/commands";
import { readStore } from "../../../sandbox/engine/fake-providers/store";
import type { DeployedStack } from "../deployed-stack";

/** Registers the checks. */
export function generatedPasswordChecks(get: () => DeployedStack): void {
  it("stores it in Secrets Manager and gives the same one to Grafana", async () => {
    const password = await grafanaPassword(get());
    assert.match(password, /^[A-Za-z0-9]{32}$/);
    const { secret, key } = get().config.grafana.admin.password;
    const kept = readStore(get().deployed.workspace.secretsFile)[secret];
    const fields =
      typeof kept === "string" ? (JSON.parse(kept) as Record<string, unknown>) : (kept as Record<string, unknown>);
    assert.equal(fields[key ?? ""], password);
  });

  it("leaves the file with the user's secrets as it was", () => {
    assert.equal(readStore(get().secretsFile)[get().config.grafana.admin.password.secret], undefined);
  });

  it("keeps it when the stack is deployed again, which changes nothing", async () => {
    const before = await grafanaPassword(get());
    await up(get().deployed.workspace, { expectNoChanges: true });
    assert.equal(await grafanaPassword(get()), before);
  });
}

async function grafanaPassword({ kube, config }: DeployedStack): Promise<string> {
  const secret = await kube
    .makeApiClient(CoreV1Api)
    .readNamespacedSecret({ name: "grafana-admin", namespace: config.namespace.name });
  return Buffer.from(secret.data?.["admin-password"] ?? "", "base64").toString();
}
