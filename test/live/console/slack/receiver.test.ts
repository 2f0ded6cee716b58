import assert from "node:assert/strict";
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Messages, type KeptMessage } from "../../../../sandbox/live/console/slack/messages";
import {
  ALERTS,
  CRITICAL,
  HEARTBEAT,
  MESSAGE,
  removeConsole,
  type RunningConsole,
  startedConsole,
  TOKEN,
} from "../fixtures";

const withToken = { "x-console-token": TOKEN };

describe("the receiver that stands for Slack", () => {
  let running: RunningConsole;
  beforeEach(async () => {
    running = await startedConsole();
  });
  afterEach(() => removeConsole(running));

  const messages = async (query = "") =>
    JSON.parse((await running.ask("GET", `/api/messages${query}`)).body) as KeptMessage[];

  it("answers ok in plain text, and has the message afterwards", async () => {
    const { status, body, headers } = await running.ask("POST", ALERTS, { body: MESSAGE });
    assert.deepEqual([status, body], [200, "ok"]);
    assert.match(headers["content-type"] ?? "", /^text\/plain/);
    const [kept, ...others] = await messages();
    assert.ok(kept);
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...kept, at: "" },
      {
        id: 1,
        at: "",
        channel: "#alerts",
        payload: MESSAGE,
        status: 200,
        answer: "ok",
        remarks: [],
      },
    );
  });

  it("knows each webhook's channel", async () => {
    assert.equal((await running.ask("POST", CRITICAL, { body: MESSAGE })).body, "channel_not_found");
    await running.ask("POST", CRITICAL, { body: { ...MESSAGE, channel: "#alerts-critical" } });
    assert.deepEqual(
      (await messages()).map(({ channel, status, answer }) => [channel, status, answer]),
      [
        ["#alerts-critical", 404, "channel_not_found"],
        ["#alerts-critical", 200, "ok"],
      ],
    );
  });

  it("refuses a webhook that it does not know, and keeps what was sent", async () => {
    const { status, body } = await running.ask("POST", "/services/T0/B0/an-older-secret-part", { body: MESSAGE });
    assert.deepEqual([status, body], [404, "no_service"]);
    const [kept] = await messages();
    assert.deepEqual([kept?.channel, kept?.answer, kept?.payload], [null, "no_service", MESSAGE]);
  });

  it("takes no other address of its own for a webhook", async () => {
    assert.equal((await running.ask("POST", "/api/mode", { body: MESSAGE })).status, 404);
    assert.equal((await running.ask("POST", "//[", { body: MESSAGE })).status, 400);
    assert.equal((await running.ask("GET", "/kubelet/%E0%A4%A/metrics")).status, 400);
    assert.deepEqual(await messages(), []);
  });

  it("keeps what is no JSON as text", async () => {
    assert.equal((await running.ask("POST", ALERTS, { body: "payload=1" })).status, 400);
    assert.equal((await messages())[0]?.payload, "payload=1");
  });

  it("gives the messages since a moment", async () => {
    await running.ask("POST", ALERTS, { body: MESSAGE });
    const [first] = await messages();
    assert.ok(first);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await running.ask("POST", ALERTS, { body: MESSAGE });
    assert.deepEqual(
      (await messages(`?since=${first.at}`)).map(({ id }) => id),
      [2],
    );
    const { status, body } = await running.ask("GET", "/api/messages?since=yesterday");
    assert.equal(status, 400);
    assert.match(body, /since has to be a time/);
  });

  it("never shows the path of a webhook", async () => {
    await running.ask("POST", ALERTS, { body: MESSAGE });
    await running.ask("POST", `${ALERTS}-unknown`, { body: MESSAGE });
    await running.ask("POST", ALERTS, { body: "x" });
    await running.ask("GET", ALERTS);
    const shown = await Promise.all(
      ["/api/messages", "/api/heartbeats", "/api/slack/mode", "/"].map((path) => running.ask("GET", path)),
    );
    const written = readFileSync(join(running.folder, "messages.jsonl"), "utf8");
    for (const text of [...shown.map(({ body }) => body), written]) assert.doesNotMatch(text, /secret-part/);
  });

  it("refuses more than a megabyte", async () => {
    const { status } = await running.ask("POST", ALERTS, { body: { text: "x".repeat(1024 * 1024) } });
    assert.equal(status, 413);
  });

  describe("in another mode", () => {
    const setMode = (body: unknown) => running.ask("PUT", "/api/slack/mode", { body, headers: withToken });

    it("answers 429 with Retry-After", async () => {
      assert.equal((await setMode({ answer: "429", retryAfterSeconds: 7 })).status, 200);
      const { status, headers } = await running.ask("POST", ALERTS, { body: MESSAGE });
      assert.deepEqual([status, headers["retry-after"]], [429, "7"]);
      assert.equal((await messages())[0]?.status, 429);
    });

    it("answers 500", async () => {
      await setMode({ answer: "500" });
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE })).status, 500);
    });

    it("says nothing until the mode ends, then cuts the connection", async () => {
      await setMode({ answer: "silent" });
      const asked = running.ask("POST", ALERTS, { body: MESSAGE }).then(
        () => "answered",
        () => "cut",
      );
      while ((await messages()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 50, "waits"))]), "waits");
      await setMode({ answer: "ok" });
      assert.equal(await asked, "cut");
      assert.deepEqual(
        (await messages()).map(({ status }) => status),
        [null],
      );
    });

    it("is as usual after the time that was set", async () => {
      await setMode({ answer: "500", forSeconds: 0.05 });
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE })).status, 500);
      await new Promise((resolve) => setTimeout(resolve, 80));
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE })).status, 200);
    });

    it("keeps a second change when the time of the first is over", async () => {
      await setMode({ answer: "500", forSeconds: 0.05 });
      await setMode({ answer: "429" });
      await new Promise((resolve) => setTimeout(resolve, 80));
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE })).status, 429);
    });

    it("takes no mode that it does not know", async () => {
      for (const body of [
        { answer: "418" },
        {},
        { answer: "ok", forever: true },
        "ok",
        { answer: "500", forSeconds: -1 },
      ]) {
        const answered = await setMode(body);
        assert.equal(answered.status, 400, JSON.stringify(body));
      }
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE })).status, 200);
    });
  });

  it("counts heartbeats", async () => {
    const beats = async () => JSON.parse((await running.ask("GET", "/api/heartbeats")).body) as object;
    assert.deepEqual(await beats(), { expected: true, count: 0 });
    assert.equal((await running.ask("POST", HEARTBEAT, { body: {} })).status, 200);
    assert.equal((await running.ask("GET", HEARTBEAT)).status, 200);
    const after = (await beats()) as { count: number; lastAt: string };
    assert.equal(after.count, 2);
    assert.ok(Date.now() - Date.parse(after.lastAt) < 10_000);
  });
});

describe("the messages that are kept", () => {
  let running: RunningConsole;
  afterEach(() => removeConsole(running));

  const message = (text: string) => ({ channel: "#alerts", payload: { text }, status: 200, answer: "ok", remarks: [] });
  const texts = (messages: Messages) => messages.since().map(({ payload }) => (payload as { text: string }).text);

  it("outlast the process, and nobody else can read them", async () => {
    running = await startedConsole();
    await running.ask("POST", ALERTS, { body: MESSAGE });
    await running.stop();
    running = await startedConsole({}, running.folder);
    await running.ask("POST", ALERTS, { body: MESSAGE });
    const kept = JSON.parse((await running.ask("GET", "/api/messages")).body) as KeptMessage[];
    assert.deepEqual(
      kept.map(({ id }) => id),
      [1, 2],
    );
    assert.equal(statSync(join(running.folder, "messages.jsonl")).mode & 0o777, 0o600);
  });

  it("are the last ones, in memory and in the file", async () => {
    running = await startedConsole();
    const file = join(running.folder, "few.jsonl");
    const messages = new Messages(file, 3);
    for (let number = 1; number <= 20; number++) messages.add(message(String(number)));
    assert.deepEqual(texts(messages), ["18", "19", "20"]);
    assert.ok(readFileSync(file, "utf8").trimEnd().split("\n").length <= 6);
    assert.deepEqual(texts(new Messages(file, 3)), ["18", "19", "20"]);
  });

  it("are read although the last line was not finished", async () => {
    running = await startedConsole();
    const file = join(running.folder, "cut.jsonl");
    new Messages(file).add(message("whole"));
    appendFileSync(file, '{"id":2,"at":"2026');
    const messages = new Messages(file);
    messages.add(message("next"));
    assert.deepEqual(texts(new Messages(file)), ["whole", "next"]);
  });
});
