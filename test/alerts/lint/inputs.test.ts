import assert from "node:assert/strict";
import { deployedBy, type Deployed } from "./deployed";
import { goodAlert } from "./fixture";
import { untoldInputs } from "./inputs";
import type { AlertingRule } from "../../../alerts";

/** Alerts on some expressions. */
function on(...expressions: readonly string[]): Pick<Deployed, "alerts" | "recordings"> {
  return {
    alerts: expressions.map((expr) => ({ ...goodAlert, expr }) as AlertingRule),
    recordings: [{ record: "job:hits:rate5m", expr: "sum by (job) (rate(hits_total[5m]))" }],
  };
}

describe("the metrics that alerts rest on", function () {
  this.timeout(60_000);

  for (const stack of ["production", "staging"]) {
    it(`are told of where they stop coming, or need not be, in ${stack}`, async () =>
      assert.deepEqual(untoldInputs(await deployedBy(stack)), []));
  }

  it("are found behind recordings", () =>
    assert.deepEqual(untoldInputs(on("job:hits:rate5m > 1"), {}), ["nothing tells where hits_total stops coming"]));

  it("are told of by an alert that names them", () =>
    assert.deepEqual(
      untoldInputs(on("job:hits:rate5m > 1", 'label_replace(up unless hits_total, "metric", "hits_total", "", "")'), {
        up: "",
      }),
      [],
    ));

  it("are told of by their collector", () =>
    assert.deepEqual(untoldInputs(on("pg_settings_max_connections > 1 and pg_stat_database_deadlocks > 1"), {}), []));

  it("have no excuse that is not needed", () =>
    assert.deepEqual(untoldInputs(on("pg_up == 0"), { pg_up: "", node_load1: "" }), ["node_load1 needs no excuse"]));
});
