import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isAlertingRule, type AlertingRule, type Duration } from "../../../alerts";
import { RELEASE_NAME } from "../../../naming";
import { chartValues } from "../../../components/kube-prometheus-stack/values";
import { readStackFile, stackNames } from "../../../config/stack-file";
import { declaredGraph } from "../../program/declared.fixture";
import { configWith } from "../../program/config.fixture";
import { PROJECT_FOLDER } from "../../docs/markdown";
import { answered, failing, service, timed } from "../unit-tests/requests/http";
import { deployedAlerts, type DeployedAlert } from "../unit-tests/deployed";
import { runCases } from "../unit-tests/run-cases";
import { firing, idleBetween, quietUntil, type Expectation, type Labels } from "../unit-tests/unit-test";
import { preparePromtool } from "../promtool";
import { constant, counting, rising, type Series } from "../series";

/** An object of Kubernetes, as far as Prometheus selects by it. */
interface RuleObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** The story's PrometheusRule. */
const story = parse(readFileSync(join(__dirname, "alert-rules.yaml"), "utf8")) as RuleObject & {
  readonly spec: { readonly groups: readonly { readonly rules: readonly AlertingRule[] }[] };
};

/** The story's rule of this name, with our labels: what is looked at is when it fires. */
function storyRule({ labels }: AlertingRule, name: string): AlertingRule {
  const rule = story.spec.groups
    .flatMap(({ rules }) => rules)
    .filter(isAlertingRule)
    .find(({ alert }) => alert === name);
  assert.ok(rule !== undefined, `The story has no ${name}.`);
  return { ...rule, labels };
}

/** A rule made of ours: another expression and another `for`. */
function like(rule: AlertingRule, expr: string, waits: Duration): AlertingRule {
  const { keep_firing_for: _kept, ...rest } = rule;
  return { ...rest, expr, for: waits };
}

/** Labels of a histogram's series but the bound of the bucket. */
function withoutBound({ le: _bound, ...rest }: Labels): Labels {
  return rest;
}

/** The PrometheusRules that a stack declares. */
async function declaredRules(stack: string): Promise<readonly RuleObject[]> {
  const { resources } = await declaredGraph(readStackFile(PROJECT_FOLDER, stack));
  return resources
    .filter(({ type }) => type.endsWith(":PrometheusRule"))
    .map(({ inputs }) => inputs as unknown as RuleObject);
}

const pod = { namespace: "production", pod: "api-1" };

/** Restarts of a container at these seconds, in a pod that has been there for a day. */
function restartsAt(...times: readonly number[]): readonly Series[] {
  const labels = { ...pod, job: "kube-state-metrics", instance: "10.0.0.7:8080", uid: "1" };
  return [
    {
      metric: "kube_pod_container_status_restarts_total",
      labels: { ...labels, container: "api" },
      samples: counting(times),
    },
    { metric: "kube_pod_created", labels, samples: constant(-86_400) },
  ];
}

const database = {
  namespace: "monitoring",
  job: "postgres-exporter",
  database: "qualisys",
  instance: "10.0.0.21:9187",
};

/** Connections of one kind, and how many there may be. */
const fullPool: readonly Series[] = [
  {
    metric: "pg_stat_activity_count",
    labels: {
      ...database,
      datname: "shop",
      state: "active",
      usename: "app",
      application_name: "api",
      backend_type: "client backend",
    },
    samples: constant(99),
  },
  { metric: "pg_settings_max_connections", labels: database, samples: constant(100) },
];

describe("the story's rules", function () {
  this.timeout("1m");
  let deployed: ReadonlyMap<string, DeployedAlert>;
  before(preparePromtool);
  before(async function () {
    this.timeout("2m");
    deployed = new Map((await deployedAlerts()).map((alert) => [alert.rule.alert, alert]));
  });

  /**
   * What ours does, and what another rule of that name (the story's by default) does on the same series: each of them does
   * that and not the other.
   */
  async function differ(
    name: string,
    series: readonly Series[],
    does: readonly Expectation[],
    otherDoes: readonly Expectation[],
    other?: (ours: AlertingRule) => AlertingRule,
  ): Promise<void> {
    const ours = deployed.get(name);
    assert.ok(ours !== undefined, `${name} is not deployed.`);
    const rule = (other ?? ((own) => storyRule(own, name)))(ours.rule);
    const cases = [does, otherDoes].map((expect, index) => ({
      way: "fires" as const,
      name: `${index}`,
      series,
      expect,
    }));
    const verdicts = await runCases([ours, { rule, recordings: [] }], cases, ours.evaluationSeconds);
    assert.deepEqual(
      verdicts.map(({ failures }) => [...failures.keys()]),
      [[1], [0]],
      verdicts.flatMap(({ failures }) => [...failures.values()]).join("\n"),
    );
  }

  const labels = (name: string, own: Labels): Labels => ({ ...deployed.get(name)?.rule.labels, ...own });

  it("are never loaded: without the release's label the chart's Prometheus does not select them", async () => {
    // The label of its release is the chart's default for what Prometheus selects; the story turns it off for monitors only.
    const selected = ({ metadata }: RuleObject) => metadata.labels?.release === RELEASE_NAME;
    assert.equal(selected(story), false);
    for (const stack of stackNames(PROJECT_FOLDER)) {
      const objects = await declaredRules(stack);
      assert.ok(objects.length > 5, `${stack}: ${objects.length}`);
      assert.deepEqual(
        objects.filter((object) => !selected(object)).map(({ metadata }) => metadata.name),
        [],
      );
    }
    assert.equal(chartValues(configWith()).prometheus?.prometheusSpec?.ruleSelectorNilUsesHelmValues, false);
  }).timeout("3m");

  it("divide each failing series by itself: one error a minute among thousands of requests is 100% (HighErrorRate)", async () => {
    const failed = answered("503", rising(1 / 60));
    const theirs = labels("HighErrorRate", failed.labels);
    const trickle = [...failing(0), failed];
    await differ("HighErrorRate", trickle, [quietUntil(1200)], [firing(1200, theirs)]);
    await differ("HighErrorRate", trickle, [quietUntil(1200)], [firing(1200, theirs)], (ours) =>
      like(ours, storyRule(ours, "HighErrorRate").expr.replace("> 0.05", "== 1"), "5m"),
    );
  });

  it("take a quantile of each series: one rare slow route is a slow service (HighAPILatency)", () => {
    const report = timed(1, 0, { route: "/report" });
    return differ(
      "HighAPILatency",
      [...timed(50, 1), ...report],
      [quietUntil(1200)],
      [firing(1200, labels("HighAPILatency", withoutBound(report[0]!.labels)))],
    );
  });

  it("alert for each route and pod of one slow service (HighAPILatency)", () => {
    const slow = ["api-1", "api-2"].flatMap((name) =>
      ["/orders", "/report"].map((route) => timed(5, 0.5, { pod: name, route })),
    );
    const theirs = slow.map(([first]) => labels("HighAPILatency", withoutBound(first!.labels)));
    return differ(
      "HighAPILatency",
      slow.flat(),
      [firing(900, labels("HighAPILatency", service))],
      [firing(900, ...theirs)],
    );
  });

  it("never fire for a full pool: the two metrics have different labels (DatabaseConnectionPoolExhaustion)", () =>
    differ(
      "DatabaseConnectionPoolExhaustion",
      fullPool,
      [firing(1200, labels("DatabaseConnectionPoolExhaustion", database))],
      [idleBetween(0, 1200)],
    ));

  it("fire at exactly three restarts within five minutes, which are not more than three (PodCrashLooping)", () => {
    const series = restartsAt(600, 700, 800);
    return differ(
      "PodCrashLooping",
      series,
      [quietUntil(1800)],
      [firing(1050, labels("PodCrashLooping", series[0]!.labels))],
    );
  });

  it("would never fire with the criterion's threshold in its place, which a crash loop exceeds for less than five minutes (PodCrashLooping)", () =>
    differ(
      "PodCrashLooping",
      // The kubelet's back-off: 10, 20, 40, 80, 160 and 300 seconds.
      restartsAt(610, 620, 640, 680, 760, 920, 1220, 1520),
      [firing(700, labels("PodCrashLooping", pod))],
      [quietUntil(2400)],
      (ours) => like(ours, "increase(kube_pod_container_status_restarts_total[5m]) > 3", "5m"),
    ));
});
