/** What the rows are asked with, and how they are written. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertmanagerApi } from "../../verify/alertmanager/api";
import { lastError } from "../../verify/criteria/exporter-cause";
import { exemplarsIn } from "../../verify/criteria/correlation";
import { readDrills } from "../../verify/drills/record";
import { direct } from "../../verify/http/get";
import { junit } from "../../verify/output/junit";
import { rowLines, summary } from "../../verify/output/table";
import { prometheusApi } from "../../verify/prometheus/api";
import { readMessages, saysOf } from "../../verify/slack/messages";
import type { Row } from "../../verify";
import { temporaryFolder } from "../engine-parts/support";
import { drill } from "./deployment";
import { Plain, serve, success, type Answer, type FakeServer } from "./servers";

describe("the sources of the acceptance criteria", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.close());
  const prometheus = async (path: string, answer: Answer) => {
    server = await serve({ [`/api/v1/${path}`]: answer });
    return prometheusApi({ pod: "prometheus-0", url: server.url }, direct);
  };

  it("read raw samples by exact labels, whatever these hold", async () => {
    let asked = "";
    const api = await prometheus("query", (query) => {
      asked = query.get("query") ?? "";
      return success({
        resultType: "matrix",
        result: [
          {
            metric: { job: "a" },
            values: [
              [1.5, "1"],
              [16.5, "+Inf"],
            ],
          },
        ],
      });
    });
    const [series] = await api.samples("up", { job: 'a"b\\c' }, 120);
    assert.equal(asked, String.raw`up{job="a\"b\\c"}[120s]`);
    assert.deepEqual(series?.samples, [
      { seconds: 1.5, value: 1 },
      { seconds: 16.5, value: Number.POSITIVE_INFINITY },
    ]);
  });

  it("say who does not answer, and where", async () => {
    server = await serve({});
    const { url } = server;
    await server.close();
    server = undefined;
    await assert.rejects(prometheusApi({ pod: "prometheus-0", url }, direct).targets(), {
      message: /^Prometheus prometheus-0 does not answer at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/,
    });
  });

  it("say what was answered in place of an answer", async () => {
    const refused = await prometheus("rules", () => new Plain(503, "Service Unavailable"));
    await assert.rejects(refused.ruleGroups(), {
      message: "Prometheus prometheus-0 answers 503 to /api/v1/rules: Service Unavailable",
    });
  });

  it("take no other shape of an answer than the one they know", async () => {
    const strange = await prometheus("rules", () => success({ groups: [{ name: 7 }] }));
    await assert.rejects(strange.ruleGroups(), {
      message: /^Prometheus prometheus-0 answers \/api\/v1\/rules with something unexpected \(data\.groups\.0\.name: /,
    });
  });

  it("read the configuration that an Alertmanager runs on", async () => {
    const original = "inhibit_rules:\n- source_matchers: ['a=\"b\"']\n  equal: [job]\nreceivers:\n- name: 'null'\n";
    server = await serve({ "/api/v2/status": () => ({ config: { original } }) });
    assert.deepEqual(await alertmanagerApi({ pod: "alertmanager-0", url: server.url }, direct).configuration(), {
      inhibit_rules: [{ source_matchers: ['a="b"'], target_matchers: [], equal: ["job"] }],
      receivers: [{ name: "null", slack_configs: [] }],
    });
  });

  it("read the messages that were accepted, and no others", async () => {
    const payload = { attachments: [{ title: "[WARNING] A", text: "b" }] };
    const post = { at: "2026-11-30T12:00:00.000Z", channel: "#alerts", payload, status: 200 };
    server = await serve({
      "/api/messages": () => [
        post,
        { ...post, status: 429 },
        { ...post, status: null },
        { ...post, channel: null },
        { ...post, payload: "text" },
      ],
    });
    assert.deepEqual(await readMessages(direct, server.url), [
      { at: new Date("2026-11-30T12:00:00.000Z"), channel: "#alerts", title: "[WARNING] A", text: "b" },
    ]);
  });

  it("know which alert a message is about", () => {
    assert.equal(saysOf({ title: "[CRITICAL] PodCrashLooping (3)" }, "PodCrashLooping"), "firing");
    assert.equal(saysOf({ title: "[RESOLVED] PodCrashLooping" }, "PodCrashLooping"), "resolved");
    assert.equal(saysOf({ title: "[CRITICAL] PodCrashLoopingToo" }, "PodCrashLooping"), undefined);
  });

  it("take the reason out of a log without names and addresses, which are from secrets", () => {
    const opening =
      "Error opening connection to database (postgresql://role:PASSWORD_REMOVED@db.internal:5432/d?x=%2F)";
    const reasons: readonly (readonly [string, string])[] = [
      [
        `${opening}: pq: password authentication failed for user \\"role\\"`,
        'Error opening connection to database: pq: password authentication failed for user "…"',
      ],
      [
        `${opening}: dial tcp 10.0.0.9:5432: connect: connection refused`,
        "Error opening connection to database: dial tcp: connect: connection refused",
      ],
      ["dial tcp: lookup db.internal on 10.0.0.2:53: no such host", "dial tcp: lookup on 10.0.0.2:53: no such host"],
      [
        "tls: failed to verify certificate: x509: certificate is valid for localhost, not db.internal",
        "tls: failed to verify certificate: x509: certificate is valid for other names",
      ],
      ["open /etc/alertmanager/secrets/a/b: no such file", "open /etc/alertmanager/secrets/a/b: no such file"],
    ];
    for (const [logged, reason] of reasons) {
      const log = `level=INFO msg=ok\nlevel=ERROR err="${logged}" dsn="postgresql://role"\nlevel=INFO msg=ok\n`;
      assert.equal(lastError(log), reason);
      assert.doesNotMatch(lastError(log) ?? "", /role|db\.internal|5432/);
    }
    assert.equal(lastError("level=INFO msg=ok"), undefined);
    assert.equal(lastError(undefined), undefined);
  });

  it("find exemplars in OpenMetrics", () => {
    const text = 'a_bucket{le="1"} 2 # {trace_id="0af7",request_id="a\\"b"} 0.2 1.7e9\na_bucket{le="2"} 2\n# EOF\n';
    assert.deepEqual(exemplarsIn(text), [{ trace_id: "0af7", request_id: 'a\\"b' }]);
  });
});

describe("the record of drills", () => {
  const { path: folder, remove } = temporaryFolder();
  after(remove);

  it("is empty where there is no file", () => assert.deepEqual(readDrills(join(folder, "none.json")), []));

  it("is read in its order", () => {
    const file = join(folder, "drills.json");
    writeFileSync(file, JSON.stringify([drill("A"), { ...drill("B"), resolvedAt: "2026-11-30T11:16:00.5+01:00" }]));
    assert.deepEqual(
      readDrills(file).map(({ alert }) => alert),
      ["A", "B"],
    );
  });

  it("is not guessed at", () => {
    const file = join(folder, "wrong.json");
    writeFileSync(file, JSON.stringify([{ ...drill("A"), firedAt: "yesterday" }]));
    assert.throws(() => readDrills(file), {
      message: `${file} can't be understood: remove it, and make the drills again.`,
    });
  });
});

describe("the table of the acceptance criteria, written", () => {
  const row: Row = {
    id: "AC1",
    title: "Prometheus runs",
    asked: "Kubernetes",
    answer: "1 of 1",
    seconds: 0.25,
    result: "pass",
  };
  const rows: Row[] = [
    row,
    { ...row, id: "AC3", result: "fail", sentence: 'The Service <a> & "b"\u0007 has\nno port.' },
    { ...row, id: "AC13", result: "indirect", sentence: "Not opened." },
  ];

  it("has lines that fit, and the sentence of what did not simply pass", () => {
    const lines = rows.flatMap((each) => rowLines(each, 60));
    assert.ok(
      lines.every((line) => line.length <= 60),
      lines.join("\n"),
    );
    assert.match(lines.join("\n"), /^AC1 +pass +0\.3 s {2}Prometheus runs\n +1 of 1\nAC3 +FAIL/);
    assert.equal(summary(rows), "1 pass, 1 shown indirectly, 1 fail");
  });

  it("is XML, whatever the sentences hold", () => {
    const xml = junit(rows);
    assert.match(xml, /<testsuite name="acceptance criteria" tests="3" failures="1" time="0\.750">/);
    assert.match(xml, /<failure message="The Service &lt;a&gt; &amp; &quot;b&quot;\ufffd has&#10;no port\.">/);
    assert.match(xml, /Shown indirectly: Not opened\.<\/system-out>/);
    assert.ok(!xml.includes("\u0007"));
  });
});
