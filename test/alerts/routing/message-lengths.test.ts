/**
 * How long the messages to Slack are that a real Alertmanager sends of one to a hundred alerts, and what is left out of
 * them. The lengths are in `golden/message-lengths.md`, some of the messages beside it; `npm run golden` renews them.
 */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { isAlertingRule, type PrometheusRuleGroup } from "../../../alerts";
import { markdown, table } from "../../../markdown";
import { waitUntil } from "../../../sandbox/cluster/wait";
import { renderedFolder } from "../../stacks/rendered";
import { startAlertmanager, type Notification, type PostedAlert, type RunningAlertmanager } from "./alertmanager";
import { assertGolden } from "./golden";
import { preparedTools } from "./prepare";
import { assertMessages, attachment, external, GRAFANA, resolved } from "./slack";
import { configurationOf } from "./stacks";

/** Bytes that each field may have; `slack.tmpl` says where the numbers come from. */
const LIMITS = { title: 250, title_link: 2000, fallback: 500, text: 7500 } as const;

/** Kubernetes' limits: of the name of an object, of a namespace, a container or a label's value, of a label's key. */
const OBJECT = 253;
const VALUE = 63;
const KEY = 253 + 1 + 63;

/** An alert of a group, by its number in it. */
type Content = (index: number) => {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly expression: string;
};

/** A text of so many characters that begins with another one. */
function filled(start: string, length: number, filling = "x"): string {
  const characters = [...start];
  while (characters.length < length) characters.push(...filling);
  return characters.slice(0, length).join("");
}

/** Two digits, so that a hundred alerts are in order. */
const digits = (index: number) => String(index).padStart(2, "0");

/** What the alerts of a group carry, from the usual to the worst. */
const CONTENTS = {
  usual: (index) => ({
    labels: { job: `qualisys-api-${digits(index)}`, namespace: "payments", team: "application" },
    annotations: {
      summary: "Service answers slowly.",
      description: `95% of the requests to qualisys-api-${digits(index)} in payments take up to 812ms (more than 500ms) for at least 5 minutes.`,
      dashboard_url: `${GRAFANA}/d/application?viewPanel=4&var-job=qualisys-api-${digits(index)}`,
    },
    expression: 'sum by (namespace, job) (rate(http_requests_total{status=~"5.."}[5m])) > 0.05',
  }),
  "many long labels": (index) => ({
    labels: {
      job: filled(`job-${digits(index)}-`, VALUE),
      namespace: filled("namespace-", VALUE),
      team: filled("team-", VALUE),
      container: filled("container-", VALUE),
      pod: filled(`pod-${digits(index)}-`, OBJECT),
      node: filled("node-", OBJECT),
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, label) => [
          filled(`label_${digits(label)}_`, "label_".length + KEY),
          filled(`value-${digits(label)}-`, VALUE),
        ]),
      ),
    },
    annotations: {
      summary: filled("It is slow. ", 3000, "So slow. "),
      description: filled(`It is slow, number ${digits(index)}. `, 10_000, "So slow. "),
      dashboard_url: `${GRAFANA}/d/application?viewPanel=4&var-pod=${filled(`pod-${digits(index)}-`, OBJECT)}`,
    },
    expression: filled("up == 0 or ", 5000, "up == 1 or "),
  }),
  markup: (index) => ({
    labels: { job: filled(`<${digits(index)}>`, OBJECT, "&"), namespace: filled("<!channel>", VALUE, "&") },
    annotations: {
      summary: filled("<!here> ", 3000, "&"),
      description: filled(`<!channel> ${digits(index)} `, 10_000, "&<>"),
      dashboard_url: `${GRAFANA}/d/application?viewPanel=4&${"var-job=<a|b>$1 &".repeat(20)}`,
    },
    expression: filled("up", 500, ' and up{job=~"a&b<c>"}'),
  }),
  "other alphabets": (index) => ({
    labels: { job: filled(`日本${digits(index)}`, OBJECT, "語"), namespace: filled("ä", VALUE, "🔥") },
    annotations: {
      summary: filled("ä ", 3000, "ä🔥 "),
      description: filled(`ä ${digits(index)} `, 10_000, "日本語🔥 "),
      dashboard_url: `${GRAFANA}/d/application?viewPanel=4&var-job=${encodeURIComponent("語".repeat(60))}`,
    },
    expression: filled("up", 500, ' and up{job=~"語"}'),
  }),
} satisfies Record<string, Content>;

type Kind = keyof typeof CONTENTS;

/** Sizes of the groups. */
const COUNTS: Readonly<Record<Kind, readonly number[]>> = {
  usual: [1, 2, 3, 6, 10, 11, 25, 50, 100],
  "many long labels": [1, 2, 3, 6, 10, 11, 25, 50, 100],
  markup: [1, 6, 100],
  "other alphabets": [1, 6, 100],
};

/** What has happened to the alerts of a group: all fire, half of them are over, all are. */
const STATES = ["firing", "partly resolved", "resolved"] as const;

/** A group of alerts of one name that begin together, and what is sent of them at last. */
interface Group {
  readonly kind: Kind;
  readonly count: number;
  readonly state: (typeof STATES)[number];
  readonly firing: readonly PostedAlert[];
  /** Those that end; none, half or all. */
  readonly over: readonly PostedAlert[];
  /** The sentence that a test is named by. */
  readonly what: string;
}

const groups: readonly Group[] = (Object.keys(CONTENTS) as Kind[]).flatMap((kind) =>
  COUNTS[kind].flatMap((count) =>
    STATES.filter((state) => count > 1 || state !== "partly resolved").map((state) => group(kind, count, state)),
  ),
);

function group(kind: Kind, count: number, state: Group["state"]): Group {
  const name = `${kind}-${count}-${state}-`.replaceAll(" ", "-");
  const startsAt = new Date().toISOString();
  const firing = Array.from({ length: count }, (_, index) => {
    const { labels, annotations, expression } = CONTENTS[kind](index);
    const alertname = kind === "usual" ? `${name}Slow` : filled(name, OBJECT, kind === "markup" ? "&" : "x");
    const address = new URLSearchParams({ "g0.expr": expression, "g0.tab": "1" });
    return {
      labels: { alertname, severity: "warning", ...external, ...labels },
      annotations: {
        runbook_url: "https://docs.qualisys.io/monitoring/runbooks/ServiceSlow.md?a=1&b=2",
        ...annotations,
      },
      generatorURL: `http://monitoring-kube-prometheus-prometheus.monitoring:9090/graph?${address.toString()}`,
      startsAt,
    };
  });
  const ended = { firing: 0, "partly resolved": Math.floor(count / 2), resolved: count }[state];
  return {
    kind,
    count,
    state,
    firing,
    over: resolved(firing.slice(count - ended)),
    what: `${count} ${kind}, ${state}`,
  };
}

/** How many alerts of a group still fire. */
const left = ({ count, over }: Group) => count - over.length;

/** The message that says of a group what became of it at last, with all of its alerts. */
function messageOf({ arrived }: RunningAlertmanager, group: Group): Notification | undefined {
  const [{ labels: { alertname = "" } = {} } = {}] = group.firing;
  const count = group.state === "resolved" ? group.count : left(group);
  return arrived().find((notification) => {
    const { title, text } = attachment(notification);
    const [, word, start, number = "1"] = /^\[(\w+)\] (.*?[-]\d+-[a-z-]*-)\S*(?: \((\d+)\))?$/.exec(title) ?? [];
    return (
      start !== undefined &&
      alertname.startsWith(start) &&
      Number(number) === count &&
      (word === "RESOLVED") === (group.state === "resolved") &&
      text.includes(" over_") === (group.state === "partly resolved")
    );
  });
}

/** What a message lists, and what it leaves out. */
function contents(notification: Notification) {
  const { text } = attachment(notification);
  return {
    shown: text.match(/^• /gm)?.length ?? 0,
    more: Number(/^and (\d+) more$/m.exec(text)?.[1] ?? 0),
    over: Number(/^_(\d+) (?:is|are) over_$/m.exec(text)?.[1] ?? 0),
    links: [...text.matchAll(/<([^<>|]*)\|([^<>|]*)>/g)].map(([, address = "", words = ""]) => ({
      words,
      url: new URL(address.replaceAll("&amp;", "&")),
    })),
  };
}

const bytes = (text = "") => Buffer.byteLength(text);

/** Fails if a field is longer than Slack takes. */
function assertShort(notification: Notification): void {
  const fields = attachment(notification);
  for (const [field, limit] of Object.entries(LIMITS) as [keyof typeof LIMITS, number][])
    assert.ok(bytes(fields[field]) <= limit, `${field} has ${bytes(fields[field])} bytes`);
}

/** Fails if a link, an entity or a character is cut. */
function assertWhole(notification: Notification): void {
  const { title, text, fallback } = attachment(notification);
  const withoutLinks = text.replaceAll(/<https:\/\/[^<>|\s]*\|(?:Panel|Silence|Silence all|Runbook|Query)>/g, "");
  for (const rest of [title, withoutLinks, fallback]) assert.doesNotMatch(rest, /[<>]|&(?!(?:amp|lt|gt);)|\uFFFD|%!/);
}

describe("messages of one to a hundred alerts with the longest labels that Kubernetes allows", function () {
  this.timeout(300_000);
  let alertmanager: RunningAlertmanager;
  const messages = new Map<Group, Notification>();

  before(async function () {
    await preparedTools.call(this, ["alertmanager"]);
    alertmanager = await startAlertmanager(await configurationOf("production"));
    const arrivedOf = (all: readonly Group[]) =>
      waitUntil({
        what: "the messages of all groups",
        timeoutMs: 120_000,
        intervalMs: 500,
        missing: async () => {
          const missing = all.filter((one) => messageOf(alertmanager, one) === undefined).map(({ what }) => what);
          return missing.length === 0 ? undefined : missing.join("; ");
        },
      });
    for (const { firing } of groups) await alertmanager.post(...firing);
    await arrivedOf(groups.map((one) => ({ ...one, state: "firing", over: [] })));
    for (const { over } of groups) if (over.length > 0) await alertmanager.post(...over);
    await arrivedOf(groups);
    for (const one of groups) messages.set(one, messageOf(alertmanager, one) ?? assert.fail(one.what));
  });
  after(() => alertmanager.stop());

  for (const group of groups) {
    const { kind, count, state, firing, what } = group;
    describe(`(${what})`, () => {
      const message = () => messages.get(group) ?? assert.fail("nothing was sent");

      it("are no longer than Slack takes", () => assertShort(message()));

      it("count every alert that they do not list, and list one at least", () => {
        const { shown, more, over } = contents(message());
        assert.equal(shown + more, state === "resolved" ? count : left(group));
        assert.equal(over, state === "partly resolved" ? group.over.length : 0);
        assert.ok(shown > 0);
      });

      it("cut no link, no entity and no character", () => assertWhole(message()));

      it("lead to the runbook, and to silences and queries of all that they are for", () => {
        const { links } = contents(message());
        assert.equal(links.filter(({ words }) => words === "Runbook").length, 1);
        const silences = firing.map(({ labels }) => matchersOf(labels));
        const all = matchersOf(
          common(
            firing
              .slice(0, left(group))
              .concat(group.over)
              .map(({ labels }) => labels),
          ),
        );
        for (const { words, url } of links) {
          const matchers = url.searchParams.getAll("matcher").sort();
          if (words === "Silence")
            assert.ok(
              silences.some((one) => one.join() === matchers.join()),
              url.href,
            );
          if (words === "Silence all") assert.deepEqual(matchers, all);
          if (words === "Query") {
            const panes = JSON.parse(url.searchParams.get("panes") ?? "") as { a: { queries: [{ expr: string }] } };
            assert.equal(panes.a.queries[0].expr, CONTENTS[kind](0).expression);
          }
        }
      });

      if (kind === "usual")
        it("leave out nothing but what is too much", () => {
          const { shown, links } = contents(message());
          const { title, text, fallback } = attachment(message());
          assert.equal(shown, Math.min(10, state === "resolved" ? count : left(group)));
          assert.doesNotMatch([title, text, fallback].join(), /…/);
          for (const words of ["Runbook", "Query"])
            assert.ok(
              links.some((one) => one.words === words),
              words,
            );
          if (shown <= 6) assert.equal(links.filter(({ words }) => words === "Panel").length, shown);
        });
      else
        it("show where a text is cut", () => {
          const { title, text, fallback } = attachment(message());
          for (const line of [title, fallback, ...text.split("\n").filter((one) => /^(?:\*|• )/.test(one))])
            assert.match(line, /…\*?(?: \(\d+\))?$/);
        });
    });
  }

  it("have these lengths (npm run golden)", () => {
    const rows = groups.map((one) => {
      const message = messages.get(one) ?? assert.fail(one.what);
      const { title, fallback, text } = attachment(message);
      const { shown, more, over, links } = contents(message);
      const counts = [one.count, bytes(title), bytes(fallback), bytes(text), shown, more, over, links.length];
      return [one.kind, one.state, ...counts.map(String)];
    });
    const columns = ["Alerts", "State", "Number", "Title", "Fallback", "Text", "Listed", "More", "Over", "Links"];
    assertGolden("message-lengths.md", markdown(table(columns, rows)));
  });

  for (const [kind, count, state] of [
    ["usual", 100, "firing"],
    ["many long labels", 1, "firing"],
    ["many long labels", 100, "partly resolved"],
    ["markup", 6, "resolved"],
    ["other alphabets", 100, "firing"],
  ] as const) {
    const name = `${kind}-${count}-${state}`.replaceAll(" ", "-");
    it(`read as golden/${name}.json does`, () => {
      const one = groups.find((group) => group.kind === kind && group.count === count && group.state === state);
      if (one === undefined) return assert.fail(name);
      const ended = one.state === "resolved" ? one.over[0] : one.firing[0];
      assertMessages(name, [messages.get(one) ?? assert.fail(name)], ended ?? assert.fail(name));
    });
  }

  it("keep a query of 6,000 characters where there is room, and leave it out where there is none", async () => {
    const expression = filled("up == 0 or ", 4000, "up == 1 or ");
    const [first = assert.fail()] = group("usual", 1, "firing").firing;
    const long = (alertname: string, job: string): PostedAlert => ({
      ...first,
      labels: { ...first.labels, alertname, job },
      generatorURL: `http://prometheus:9090/graph?g0.expr=${encodeURIComponent(expression)}&g0.tab=1`,
    });
    await alertmanager.post(long("OneLongQuery", "a"));
    await alertmanager.post(...["a", "b", "c", "d"].map((job) => long("FourLongQueries", job)));
    const wordsOf = async (name: string) => {
      const [found = assert.fail(name)] = await alertmanager.notifications(`] ${name}`, 1);
      assertShort(found);
      return contents(found).links.map(({ words }) => words);
    };
    assert.deepEqual(await wordsOf("OneLongQuery"), ["Panel", "Silence", "Runbook", "Query"]);
    assert.deepEqual(await wordsOf("FourLongQueries"), [
      ...["a", "b", "c", "d"].flatMap(() => ["Panel", "Silence"]),
      ...["Runbook", "Silence all"],
    ]);
  });

  it("have room for the texts of the project's own alerts, with forty characters for each value in them", async () => {
    const texts = [...(await renderedFolder("production", "rules")).values()]
      .flatMap((text) => (parse(text) as { groups: PrometheusRuleGroup[] }).groups)
      .flatMap(({ rules }) => rules)
      .filter(isAlertingRule)
      .map(({ alert, annotations: { summary, description } }) => ({
        alert,
        summary,
        description: withValues(description),
      }));
    assert.ok(texts.length > 0);
    assert.deepEqual(
      texts.filter(({ summary, description }) => bytes(summary) > 240 || bytes(description) > 440),
      [],
    );
  });

  it("hold where every label of the heading is as long as Prometheus takes it", async () => {
    const long = "<!channel>&ä🔥".repeat(5000);
    const names = ["severity", "environment", "cluster", "namespace", "team"];
    const labels = Object.fromEntries(names.map((name) => [name, long]));
    await alertmanager.post({ labels: { ...labels, alertname: "LongHeading" } });
    const [found = assert.fail()] = await alertmanager.notifications("] LongHeading", 1);
    assertShort(found);
    assertWhole(found);
    assert.match(attachment(found).title, /^\[&lt;!CHANNEL&gt;&amp;Ä🔥&lt;!CHANN…\] LongHeading$/);
  });

  it("leave out an address that is longer than anybody can open", async () => {
    const [first = assert.fail()] = group("usual", 1, "firing").firing;
    const long = `https://docs.qualisys.io/${"x".repeat(10_000)}`;
    await alertmanager.post({
      ...first,
      labels: { ...first.labels, alertname: "LongAddresses" },
      annotations: { ...first.annotations, runbook_url: long, dashboard_url: long },
    });
    const [found = assert.fail()] = await alertmanager.notifications("] LongAddresses", 1);
    assert.equal(attachment(found).title_link, undefined);
    assert.deepEqual(
      contents(found).links.map(({ words }) => words),
      ["Silence", "Query"],
    );
  });
});

/** A text of a rule with something in place of each value. */
function withValues(text: string): string {
  return text
    .replaceAll(/\{\{-? *(?:if|else|end|with|range|\$\w+ :?=).*?\}\}/g, "")
    .replaceAll(/\{\{.*?\}\}/g, "x".repeat(40));
}

/** Matchers of a silence, sorted. */
function matchersOf(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** Labels that all have alike. */
function common(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}] = all;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => all.every((one) => one[name] === value)));
}
