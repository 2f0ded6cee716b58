/** The real engine deploys a kind of exporter that was added by its folder and one line of the registry. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppsV1Api, CoreV1Api } from "@kubernetes/client-node";
import { kubeConfigOf } from "../../sandbox/cluster";
import { down } from "../../sandbox/session/down";
import { projectWithMadeUpKind, STACK } from "../exporters/made-up-kind.fixture";
import type { ProjectCopy } from "../report/project-copy";

describe("a stack with a made-up kind of exporter", function () {
  this.timeout(600_000);
  let project: ProjectCopy;
  let folder: string;

  before(() => {
    project = projectWithMadeUpKind();
    folder = mkdtempSync(join(tmpdir(), "made-up-kind-"));
  });
  after(async () => {
    await down({ dir: join(folder, "sandbox"), log: () => undefined });
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is deployed within its policies, with a pod that runs and a Secret with its server's address", async () => {
    // The copy's own sandbox, which knows the kind.
    const { up } = require(join(project.folder, "sandbox/session/up")) as typeof import("../../sandbox/session/up");
    const { cluster } = await up({ stack: STACK, chart: "own", dir: join(folder, "sandbox"), log: () => undefined });
    const kube = kubeConfigOf(cluster);
    const where = { name: "rabbitmq-exporter-events", namespace: "monitoring" };
    const { status } = await kube.makeApiClient(AppsV1Api).readNamespacedDeployment(where);
    assert.equal(status?.readyReplicas, 1);
    const { data } = await kube.makeApiClient(CoreV1Api).readNamespacedSecret(where);
    assert.equal(Buffer.from(data?.["address"] ?? "", "base64").toString(), "https://rabbitmq.sandbox.internal:15671");
  });
});
