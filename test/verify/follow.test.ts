import assert from "node:assert/strict";
import { alertmanagerApi } from "../../verify/alertmanager/api";
import { followToMessage, followToResolved, type FollowInput } from "../../verify/drills/follow";
import { direct } from "../../verify/http/get";
import { prometheusApi } from "../../verify/prometheus/api";
import { readMessages } from "../../verify/slack/messages";
import { serve, success, type FakeServer } from "./servers";

/** Milliseconds after the fault at which each step is reached; never where it is missing. */
interface Course {
  readonly active?: number;
  readonly firing?: number;
  readonly grouped?: number;
  readonly message?: number;
  readonly resolved?: number;
  /** A message about another alert of that name. */
  readonly other?: number;
}

const LABELS = { alertname: "PodCrashLooping", namespace: "staging", pod: "api-1" };

describe("the follower of an alert", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.close());

  /** Servers on which an alert takes its course from now on. */
  async function course(steps: Course, more: Partial<FollowInput> = {}) {
    const since = new Date();
    const reached = (step: number | undefined) => step !== undefined && Date.now() - since.getTime() >= step;
    const at = (step = 0) => new Date(since.getTime() + step).toISOString();
    const post = (step: number | undefined, word: string) =>
      reached(step)
        ? [
            {
              at: at(step),
              channel: "#alerts",
              status: 200,
              payload: { attachments: [{ title: `[${word}] PodCrashLooping`, text: "" }] },
            },
          ]
        : [];
    server = await serve({
      "/api/v1/alerts": () =>
        success({
          alerts: [
            { labels: { ...LABELS, pod: "old" }, state: "firing", activeAt: "2020-01-01T00:00:00Z" },
            ...(reached(steps.active) && !reached(steps.resolved)
              ? [{ labels: LABELS, state: reached(steps.firing) ? "firing" : "pending", activeAt: at(steps.active) }]
              : []),
          ],
        }),
      "/api/v2/alerts/groups": () =>
        reached(steps.grouped)
          ? [
              {
                labels: {},
                receiver: { name: "slack" },
                alerts: [{ labels: LABELS, startsAt: at(steps.firing), status: { state: "active" } }],
              },
            ]
          : [],
      "/api/messages": () => [
        ...post(steps.other, "WARNING"),
        ...post(steps.message, "CRITICAL"),
        ...post(steps.resolved, "RESOLVED"),
      ],
    });
    const { url } = server;
    return {
      since,
      alert: "PodCrashLooping",
      timeoutSeconds: 0.5,
      pauseMs: 5,
      prometheuses: [prometheusApi({ pod: "prometheus-0", url }, direct)],
      alertmanagers: [alertmanagerApi({ pod: "alertmanager-0", url }, direct)],
      messages: () => readMessages(direct, url),
      ...more,
    };
  }

  const after = (since: Date, moment: Date) => moment.getTime() - since.getTime();

  it("tells the moment of each step, those of Prometheus exactly", async () => {
    const lines: string[] = [];
    const input = await course(
      { active: 20, firing: 60, grouped: 90, message: 130 },
      { timeoutSeconds: 10, progress: (line) => lines.push(line) },
    );
    const followed = await followToMessage(input);
    assert.equal(after(input.since, followed.activeAt), 20);
    assert.equal(after(input.since, followed.firedAt), 60);
    assert.ok(after(input.since, followed.groupedAt) >= 90);
    assert.equal(after(input.since, followed.messageAt), 130);
    assert.equal(followed.message.title, "[CRITICAL] PodCrashLooping");
    assert.deepEqual(
      lines.map((line) => line.replace(/^ *\d+\.\d s {2}/, "")),
      [
        "the expression of PodCrashLooping is true",
        "PodCrashLooping fires",
        "Alertmanager has it in a group",
        "message in #alerts: [CRITICAL] PodCrashLooping",
      ],
    );
  });

  it("takes no message for its own that arrived before it fired", async () => {
    const input = await course(
      { other: 10, active: 20, firing: 60, grouped: 70, message: 130 },
      { timeoutSeconds: 10 },
    );
    assert.equal(after(input.since, (await followToMessage(input)).messageAt), 130);
  });

  it("tells the message that it is over", async () => {
    const input = await course({ active: 0, firing: 0, grouped: 0, message: 0, resolved: 60 }, { timeoutSeconds: 10 });
    const message = await followToResolved(input, input.since);
    assert.equal(after(input.since, message.at), 60);
  });

  const FAILURES: readonly (readonly [string, Course, RegExp])[] = [
    ["is never true", {}, /^PodCrashLooping is firing since 2020-01-01T00:00:00Z, before the fault/],
    ["stays pending", { active: 0 }, /^PodCrashLooping was pending and did not fire within 0\.5 s of the fault\.$/],
    [
      "does not reach Alertmanager",
      { active: 0, firing: 0 },
      /^PodCrashLooping fired and did not reach an Alertmanager/,
    ],
    [
      "leads to no message",
      { active: 0, firing: 0, grouped: 0 },
      /^PodCrashLooping reached Alertmanager, and no message about it arrived/,
    ],
  ];
  for (const [what, steps, says] of FAILURES) {
    it(`says so where an alert ${what}`, async () => {
      await assert.rejects(followToMessage(await course(steps)), { message: says });
    });
  }

  it("says so where an expression is not true for what is followed", async () => {
    const input = await course({}, { labels: { pod: "api-1" } });
    await assert.rejects(followToMessage(input), {
      message: "The expression of PodCrashLooping was not true within 0.5 s of the fault.",
    });
  });

  it("says so where the end is not told", async () => {
    const input = await course({ active: 0, firing: 0, grouped: 0, message: 0 });
    await assert.rejects(followToResolved(input, input.since), { message: /it still is pending or fires\.$/ });
  });
});
