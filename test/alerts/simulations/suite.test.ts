import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { faults } from "./faults";
import { describeAlert, fires, simulate, type SimulationResult } from "./simulate";
import { generalRules, projectRules, rulesOf, selectorsOf, type RuleFile } from "./rules";
import { HOUR, MIDNIGHT, type Span } from "../../synthetic-cluster/time";
import { all, set, without, type Change } from "../../synthetic-cluster/simulation";
import { healthyDay } from "../../synthetic-cluster/targets";

const HOUR_BEFORE_NOON: Span = [11 * HOUR, 12 * HOUR];

/** A rule file of one alert. */
function alert(expr: string, name = "Example"): RuleFile {
  return {
    name: "example.yaml",
    content: { groups: [{ name: "example", rules: [{ alert: name, expr, labels: { severity: "warning" } }] }] },
  };
}

function anHourOf(change: Change, ...rules: readonly RuleFile[]): Promise<SimulationResult> {
  return simulate(() => change(healthyDay()), [generalRules(), ...rules], HOUR_BEFORE_NOON);
}

const asItIs: Change = (simulation) => simulation;

describe("a simulation", function () {
  this.timeout("2m");
  before(preparePromtool);

  it("sees an alert whose threshold is too low, and when it fired", async () => {
    const { fired } = await anHourOf(asItIs, alert("max by (instance) (node_load1) > 1"));
    assert.deepEqual([...new Set(fired.map(({ labels }) => labels["alertname"]))], ["Example"]);
    assert.match(
      fired.map(describeAlert)[0] ?? "",
      /^Example\{instance="10\.0\.\d+\.\d+:9100", severity="warning"\} from 11:\d\d$/,
    );
  });

  it("sees an alert that fired for one evaluation only", async () => {
    const { fired } = await anHourOf(asItIs, alert(`vector(time()) == ${MIDNIGHT + 11.5 * HOUR}`));
    assert.deepEqual(
      fired.map(({ fromSeconds }) => fromSeconds),
      [11.5 * HOUR],
    );
  });

  it("takes no notice of severity none", async () => {
    const { fired, watchdog } = await anHourOf(asItIs);
    assert.deepEqual(fired, []);
    assert.equal(watchdog, true);
  });

  it("misses the Watchdog where it is not among the rules", async () => {
    assert.equal((await simulate(healthyDay, [alert("node_load1 > 100")], HOUR_BEFORE_NOON)).watchdog, false);
  });

  it("names the selectors of a misspelt metric and of a label that is not there", async () => {
    const { emptySelectors } = await anHourOf(
      asItIs,
      alert('rate(http_request_total[5m]) > 100 or http_requests_total{status_code="500"} > 1e12 or node_load1 > 100'),
    );
    assert.deepEqual(emptySelectors, ["http_request_total", 'http_requests_total{status_code="500"}']);
  });

  it("names the selectors that a simulation without some series leaves empty", async () => {
    const lacking = all(without("pg_up"), without("node_load1", { instance: "10.0.1.10:9100" }));
    assert.deepEqual((await anHourOf(lacking, alert("pg_up == 0 or node_load1 > 100"))).emptySelectors, ["pg_up"]);
  });

  it("sees that a fault does not fire an alert whose threshold is too high", async () => {
    const fault = {
      name: "load",
      where: { instance: "10.0.1.10:9100" },
      change: set("node_load1", { instance: "10.0.1.10:9100" }, 50),
      span: HOUR_BEFORE_NOON,
    };
    assert.deepEqual(await fires(healthyDay, [alert("node_load1 > 40")], "Example", fault), {
      there: true,
      elsewhere: [],
    });
    assert.deepEqual(await fires(healthyDay, [alert("node_load1 > 60")], "Example", fault), {
      there: false,
      elsewhere: [],
    });
  });

  it("sees that an alert fires about something else than the fault", async () => {
    const fault = { name: "load", where: { instance: "10.0.2.10:9100" }, change: asItIs, span: HOUR_BEFORE_NOON };
    const { there, elsewhere } = await fires(
      healthyDay,
      [alert('node_load1{instance="10.0.1.10:9100"} > 0')],
      "Example",
      fault,
    );
    assert.equal(there, false);
    assert.equal(elsewhere.length, 1);
  });

  it("does not take rules that promtool cannot evaluate for ones that do not fire", () =>
    assert.rejects(anHourOf(asItIs, alert("up / on (job) up > 100")), /promtool could not run the rules over the day/));
});

describe("the simulated faults", function () {
  this.timeout("1m");

  it("are there for every alert, and for nothing else", async () => {
    const alerts = rulesOf(await projectRules())
      .filter(({ isAlert }) => isAlert)
      .map(({ name }) => name);
    assert.deepEqual(Object.keys(faults()).sort(), [...new Set(alerts)].sort());
  });
});

describe("the selectors of a rule", () => {
  it("are all that its expression selects, once, without their ranges", () =>
    assert.deepEqual(
      selectorsOf(
        'sum by (job) (rate(a_total{x="{y}",\n  z=~"b.*"}[5m] offset 1h)) / on (job) group_left (c) up or a_total{x="{y}", z=~"b.*"} unless absent(d)',
      ),
      ['a_total{x="{y}", z=~"b.*"}', "up", "d"],
    ));
});
