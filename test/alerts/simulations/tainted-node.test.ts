import assert from "node:assert/strict";
import { jobs } from "../../../naming";
import { gone } from "../../synthetic-cluster/simulation";
import { healthyDay, production } from "../../synthetic-cluster/targets";
import { HOUR } from "../../synthetic-cluster/time";
import { preparePromtool } from "../promtool";
import { generalRules, projectRules } from "./rules";
import { simulate } from "./simulate";

describe("a node whose taint drives node-exporter away", function () {
  // All rules over four hours: seconds of a processor, and more on a busy machine.
  this.timeout("20m");
  before(preparePromtool);

  it("is told within half an hour, and nothing else is", async () => {
    const [node] = production().nodes;
    assert.ok(node !== undefined);
    const tainted = () => gone({ job: jobs.node, instance: `${node.address}:9100` }, 9 * HOUR)(healthyDay());
    const { fired, watchdog } = await simulate(
      tainted,
      [...(await projectRules()), generalRules()],
      [8 * HOUR, 12 * HOUR],
    );
    assert.deepEqual(
      fired.map(({ labels: { alertname, node: name, job } }) => ({ alertname, node: name, job })),
      [{ alertname: "NodeNotMeasured", node: node.name, job: jobs.node }],
    );
    assert.ok((fired[0]?.fromSeconds ?? 0) <= 9.5 * HOUR, "it fired late");
    assert.ok(watchdog);
  });
});
