import assert from "node:assert/strict";
import { LIMITS } from "../../../../sandbox/live/console/slack/limits";
import { judge, STATUS, type SlackAnswer } from "../../../../sandbox/live/console/slack/payload";
import { MESSAGE } from "../fixtures";

const CHANNEL = "#alerts";

/** What is answered to a body that is sent as JSON. */
const answerTo = (body: unknown, contentType: string | undefined = "application/json") =>
  judge({ contentType, body: typeof body === "string" ? body : JSON.stringify(body) }, CHANNEL);

const attachment = MESSAGE.attachments[0];

/** The good message with one thing of it changed. */
const changed = (change: object) => ({ ...MESSAGE, ...change });
const changedAttachment = (change: object) => changed({ attachments: [{ ...attachment, ...change }] });

describe("what Slack answers to a payload", () => {
  it("takes what Alertmanager sends", () => {
    assert.deepEqual(answerTo(MESSAGE), { answer: "ok", remarks: [] });
  });

  const taken: Readonly<Record<string, unknown>> = {
    "a text alone": { text: "It works." },
    "no channel": { text: "It works." },
    "an empty channel": { text: "It works.", channel: "" },
    "the channel without its #": { text: "It works.", channel: "alerts" },
    "blocks alone": { blocks: [{ type: "section", text: { type: "mrkdwn", text: "It works." } }] },
    "a block without a text": { text: "It works.", blocks: [{ type: "divider" }] },
    "an attachment with a fallback alone": { attachments: [{ fallback: "It works." }] },
    "an attachment with fields alone": { attachments: [{ fields: [{ title: "a", value: "b", short: true }] }] },
    "as many attachments as there may be": { attachments: Array(LIMITS.attachments).fill({ text: "one" }) },
    "fields that Slack does not know": { text: "It works.", unfurl_links: false },
  };
  for (const [what, body] of Object.entries(taken))
    it(`takes ${what}`, () => {
      assert.deepEqual(answerTo(body), { answer: "ok", remarks: [] });
    });

  it("takes JSON whose type names an encoding", () => {
    assert.equal(answerTo(MESSAGE, "application/json; charset=utf-8").answer, "ok");
  });

  const refused: readonly (readonly [string, unknown, SlackAnswer])[] = [
    ["no JSON", "text=It works.", "invalid_payload"],
    ["nothing", "", "invalid_payload"],
    ["half a payload", JSON.stringify(MESSAGE).slice(0, -3), "invalid_payload"],
    ["a list", [MESSAGE], "invalid_payload"],
    ["a text", '"It works."', "invalid_payload"],
    ["a text that is a number", changed({ text: 5 }), "invalid_payload"],
    ["attachments that are none", changed({ attachments: "none" }), "invalid_payload"],
    ["an attachment that is a text", changed({ attachments: ["It works."] }), "invalid_payload"],
    ["a title that is a map", changedAttachment({ title: {} }), "invalid_payload"],
    ["no text at all", {}, "no_text"],
    ["a text of spaces", { text: "  \n" }, "no_text"],
    ["an empty attachment", { attachments: [{}] }, "no_text"],
    ["attachments of colours alone", { attachments: [{ color: "danger" }] }, "no_text"],
    ["lists without anything", { attachments: [], blocks: [] }, "no_text"],
    ["another channel", changed({ channel: "#alerts-critical" }), "channel_not_found"],
    ["a user", changed({ channel: "@somebody" }), "channel_not_found"],
    [
      "too many attachments",
      { attachments: Array(LIMITS.attachments + 1).fill({ text: "one" }) },
      "too_many_attachments",
    ],
    ["too many blocks", { blocks: Array(LIMITS.blocks + 1).fill({ type: "divider" }) }, "invalid_blocks"],
    ["a block without a type", { blocks: [{ text: { text: "It works." } }] }, "invalid_blocks"],
    [
      "a section that is too long",
      { blocks: [{ type: "section", text: { text: "x".repeat(LIMITS.sectionText + 1) } }] },
      "invalid_blocks",
    ],
    [
      "a header that is too long",
      { blocks: [{ type: "header", text: { text: "x".repeat(LIMITS.headerText + 1) } }] },
      "invalid_blocks",
    ],
  ];
  for (const [what, body, answer] of refused)
    it(`refuses ${what} with ${answer}`, () => {
      assert.deepEqual(answerTo(body), { answer, remarks: [] });
    });

  for (const contentType of [undefined, "text/plain", "application/x-www-form-urlencoded"])
    it(`refuses what is sent as ${contentType ?? "nothing"}`, () => {
      assert.equal(judge({ contentType, body: JSON.stringify(MESSAGE) }, CHANNEL).answer, "invalid_payload");
    });

  it("refuses by a status of the 400s and takes by 200", () => {
    for (const [answer, status] of Object.entries(STATUS))
      assert.ok(answer === "ok" ? status === 200 : status >= 400 && status < 500, answer);
  });
});

describe("Slack's limits", () => {
  it("are those that are documented or were observed", () => {
    assert.deepEqual(LIMITS, {
      text: 40_000,
      attachments: 100,
      attachmentText: 8_000,
      attachmentTitle: 1_024,
      attachmentFooter: 300,
      blocks: 50,
      sectionText: 3_000,
      headerText: 150,
    });
  });
});

describe("what Slack shows otherwise than it was sent", () => {
  const long = (limit: number) => "ä".repeat(limit);
  const cases: readonly (readonly [string, (limit: number) => object, number])[] = [
    ["text", (limit) => ({ text: long(limit) }), LIMITS.text],
    ["attachments[0].text", (limit) => changedAttachment({ text: long(limit) }), LIMITS.attachmentText],
    ["attachments[0].title", (limit) => changedAttachment({ title: long(limit) }), LIMITS.attachmentTitle],
    ["attachments[0].footer", (limit) => changedAttachment({ footer: long(limit) }), LIMITS.attachmentFooter],
  ];
  for (const [field, message, limit] of cases)
    it(`cuts ${field} after ${limit} characters, not bytes`, () => {
      assert.deepEqual(answerTo(message(limit)).remarks, []);
      assert.deepEqual(answerTo(message(limit + 1)), {
        answer: "ok",
        remarks: [`${field} has ${limit + 1} characters and is cut off after ${limit}.`],
      });
    });

  it("names the attachment that is cut", () => {
    const attachments = [attachment, { ...attachment, text: long(LIMITS.attachmentText + 1) }];
    assert.match(answerTo(changed({ attachments })).remarks[0] ?? "", /^attachments\[1\]\.text /);
  });

  for (const color of ["good", "warning", "danger", "#439FE0", "439fe0", ""])
    it(`knows the colour "${color}"`, () => {
      assert.deepEqual(answerTo(changedAttachment({ color })).remarks, []);
    });
  it("ignores other colours", () => {
    assert.match(answerTo(changedAttachment({ color: "blood" })).remarks[0] ?? "", /color is ignored/);
  });

  it("ignores a link that is none", () => {
    for (const title_link of ["runbooks/PodCrashLooping", "https://", "javascript:alert(1)"])
      assert.match(answerTo(changedAttachment({ title_link })).remarks[0] ?? "", /title_link is ignored/);
  });
});
