import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ensureTools } from "../../../sandbox/tools";
import { renderedFolder } from "../../stacks/rendered";
import { goodAlert, goodRecording, having, ruleFile, without, type LooseAlert, type LooseRecording } from "./fixture";
import { pint, PINT_CONFIG } from "./pint";

/** A rule that is wrong in one thing. */
interface Broken {
  readonly what: string;
  readonly rule: LooseAlert | LooseRecording;
  /** Name of its file; the nodes' by default. */
  readonly file?: string;
  readonly says: RegExp;
}

const annotated = (name: string, value: string) => having(goodAlert, "annotations", name, value);
const expr = (text: string) => ({ ...goodAlert, expr: text });
const critical = having(goodAlert, "labels", "severity", "critical");

const broken: readonly Broken[] = [
  {
    what: "is not in CamelCase",
    rule: {
      ...goodAlert,
      alert: "node_too_hot",
      annotations: { ...goodAlert.annotations, runbook_url: "https://docs.example.com/runbooks/node_too_hot.md" },
    },
    says: /^rule\/name: .*CamelCase/,
  },
  { what: "has no severity", rule: without(goodAlert, "labels", "severity"), says: /^rule\/label: .*severity/ },
  {
    what: "has a severity that nobody routes",
    rule: having(goodAlert, "labels", "severity", "page"),
    says: /^rule\/label: [\s\S]*severity/,
  },
  { what: "has no team", rule: without(goodAlert, "labels", "team"), says: /^rule\/label: .*who acts/ },
  {
    what: "has a team that does not exist",
    rule: having(goodAlert, "labels", "team", "ops"),
    says: /^rule\/label: [\s\S]*who acts/,
  },
  {
    what: "has no summary",
    rule: without(goodAlert, "annotations", "summary"),
    says: /^alerts\/annotation: .*One line/,
  },
  {
    what: "has its value in the summary",
    rule: annotated("summary", "Node is {{ $value }} warm."),
    says: /^alerts\/annotation: .*One line/,
  },
  {
    what: "has a label in the summary",
    rule: annotated("summary", "Node {{ $labels.instance }} is too hot."),
    says: /^alerts\/annotation: .*One line/,
  },
  {
    what: "has a summary of two lines",
    rule: annotated("summary", "Node is too hot.\nReally."),
    says: /^alerts\/annotation: .*One line/,
  },
  {
    what: "has no description",
    rule: without(goodAlert, "annotations", "description"),
    says: /^alerts\/annotation: .*What, where/,
  },
  {
    what: "describes no place",
    rule: annotated("description", "A node is {{ $value }} degrees warm."),
    says: /^alerts\/annotation: .*What, where/,
  },
  {
    what: "has no runbook",
    rule: without(goodAlert, "annotations", "runbook_url"),
    says: /^alerts\/annotation: .*The runbook/,
  },
  {
    what: "has another's runbook",
    rule: annotated("runbook_url", "https://docs.example.com/runbooks/NodeTooCold.md"),
    says: /^alerts\/annotation: .*The runbook/,
  },
  {
    what: "compares with nothing",
    rule: expr("max by (namespace, job, instance) (node_hwmon_temp_celsius)"),
    says: /^alerts\/comparison/,
  },
  {
    what: "has a value in a label",
    rule: having(goodAlert, "labels", "warmth", "{{ $value }}"),
    says: /^alerts\/template/,
  },
  {
    what: "describes a label that is aggregated away",
    rule: annotated("description", "Sensor {{ $labels.sensor }} is {{ $value }} warm."),
    says: /^alerts\/template: .*non-existent label/,
  },
  { what: "waits zero seconds", rule: { ...goodAlert, for: "0s" }, says: /^alerts\/for/ },
  {
    what: "pages after more than a quarter of an hour",
    rule: { ...critical, for: "20m" },
    says: /^rule\/for: duration too long/,
  },
  {
    what: "pages for long after it is over",
    rule: { ...critical, keep_firing_for: "40m" },
    says: /^rule\/for: duration too long/,
  },
  {
    what: "warns after more than three hours",
    rule: { ...goodAlert, for: "4h" },
    says: /^rule\/for: duration too long/,
  },
  {
    what: "warns for long after it is over",
    rule: { ...goodAlert, keep_firing_for: "5h" },
    says: /^rule\/for: duration too long/,
  },
  {
    what: "loses the node",
    rule: {
      ...annotated("description", "A node of {{ $labels.job }} is {{ $value }} degrees warm."),
      expr: "max by (namespace, job) (node_hwmon_temp_celsius) > 80",
    },
    says: /^promql\/aggregate: .*the node/,
  },
  {
    what: "loses the namespace",
    rule: {
      ...goodAlert,
      expr: "max by (pod) (kube_pod_info) > 1",
      annotations: { ...goodAlert.annotations, description: "{{ $labels.pod }}: {{ $value }}" },
    },
    file: "qualisys-kubernetes.yaml",
    says: /^promql\/aggregate: .*by namespace/,
  },
  {
    what: "loses the service",
    rule: expr("max by (namespace, instance) (nodejs_heap_size_used_bytes) > 80"),
    file: "qualisys-application.yaml",
    says: /^promql\/aggregate: .*the service/,
  },
  {
    what: "loses the database",
    rule: expr("max by (namespace, job, instance) (pg_locks_count) > 80"),
    file: "qualisys-database.yaml",
    says: /^promql\/aggregate: .*A database/,
  },
  {
    what: "loses the cache",
    rule: expr("max by (namespace, job, instance) (redis_blocked_clients) > 80"),
    file: "qualisys-cache.yaml",
    says: /^promql\/aggregate: .*A cache/,
  },
  {
    what: "is about a metric that other jobs have too",
    rule: expr("max by (namespace, job, instance) (up) == 0"),
    says: /^promql\/selector: .*Several jobs/,
  },
  {
    what: "matches a plain value by a pattern",
    rule: expr('max by (namespace, job, instance) (node_hwmon_temp_celsius{job=~"node-exporter"}) > 80'),
    says: /^promql\/regexp/,
  },
  {
    what: "takes the topmost, which change",
    rule: expr("topk(3, max by (namespace, job, instance) (node_hwmon_temp_celsius)) > 80"),
    says: /^promql\/fragile/,
  },
  {
    what: "joins sides whose labels cannot match",
    rule: expr('node_hwmon_temp_celsius{job="node-exporter"} > 80 unless sum(node_load1)'),
    says: /^promql\/impossible/,
  },
  {
    what: "is no PromQL",
    rule: expr("max by (namespace, job, instance (node_hwmon_temp_celsius) > 80"),
    says: /^promql\/syntax/,
  },
  {
    what: "records under a name of no level",
    rule: { ...goodRecording, record: "node_network_receive_bytes_rate5m" },
    says: /^rule\/name: .*level:metric:operations/,
  },
  {
    what: "records without the node",
    rule: { ...goodRecording, expr: "sum by (namespace, job) (rate(node_network_receive_bytes_total[5m]))" },
    says: /^promql\/aggregate: .*the node/,
  },
];

describe("pint", function () {
  this.timeout(60_000);

  before(async function () {
    this.timeout("60m");
    await ensureTools(["pint"]);
  });

  it("finds nothing wrong with the rules of the production stack", async () => {
    const files = await renderedFolder("production", "rules");
    assert.ok(files.size > 0);
    assert.deepEqual(await pint(files), []);
  });

  it("is told what each subject has to keep by the name of a file that there is", async () => {
    const files = [...(await renderedFolder("production", "rules")).keys()].map((name) => name.replace(".yaml", ""));
    const named = [...readFileSync(PINT_CONFIG, "utf8").matchAll(/qualisys-(?:\(([\w|]+)\)|(\w+))/g)].flatMap(
      ([, several, one = ""]) => (several ?? one).split("|"),
    );
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((subject) => !files.includes(`qualisys-${subject}`)),
      [],
    );
  });

  it("finds nothing wrong with good rules", async () =>
    assert.deepEqual(await pint(new Map([["qualisys-nodes.yaml", ruleFile(goodAlert, goodRecording)]])), []));

  describe("finds a rule that", () => {
    let problems: readonly string[];
    const name = (index: number, file = "qualisys-nodes.yaml") => `${index}/${file}`;
    // All at once, each in a file of its own.
    before(
      async () =>
        (problems = await pint(new Map(broken.map(({ rule, file }, index) => [name(index, file), ruleFile(rule)])))),
    );

    for (const [index, { what, file, says }] of broken.entries()) {
      it(what, () => {
        const own = problems.filter((problem) => problem.includes(`(${name(index, file)}:`));
        assert.equal(own.length, 1, `it says ${JSON.stringify(own)}`);
        assert.match(own[0] ?? "", says);
      });
    }
  });
});
