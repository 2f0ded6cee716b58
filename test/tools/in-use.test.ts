import assert from "node:assert/strict";

import { catalogue } from "../../sandbox/tools/catalogue";
import { inUse, toolLines, type ToolInUse } from "../../sandbox/tools/in-use";
import { DEPLOYED } from "../../sandbox/tools/release/table";

const tools: readonly ToolInUse[] = [
  { name: "etcd", version: "3.6.5", origin: "path" },
  { name: "kwok", version: "0.8.0", origin: "released" },
  { name: "alertmanager", version: "0.31.1", origin: "built" },
  { name: "pulumi-resource-kubernetes", version: "4.34.2", origin: "released" },
];

describe("the tools in use", () => {
  it("are shown by origin, with the deployed version only where it is another", () =>
    assert.deepEqual(toolLines(tools), [
      "Tools on PATH: etcd 3.6.5",
      "Tools from their publishers' releases: kwok 0.8.0, pulumi-resource-kubernetes 4.34.2",
      `Tools built from Go modules: alertmanager 0.31.1 (clusters run ${DEPLOYED.alertmanager})`,
    ]));

  it("are shown of one origin where only that is asked for", () =>
    assert.deepEqual(toolLines(tools, ["path"]), ["Tools on PATH: etcd 3.6.5"]));

  it("are named once per module", () =>
    assert.deepEqual(
      inUse(["kube-scheduler", "etcd", "kube-apiserver"], catalogue, () => ({ version: "1.0.0", origin: "built" })).map(
        ({ name }) => name,
      ),
      ["etcd", "kubernetes"],
    ));
});
