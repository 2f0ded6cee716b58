/** Whether Slack takes the messages that a real Alertmanager makes with the project's templates, as they are. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../../../sandbox/live/console/slack/payload";
import { PROJECT_FOLDER } from "../../../run/tiers";

const FOLDER = join(PROJECT_FOLDER, "test", "alerts", "routing", "golden");

interface Notification {
  readonly address: string;
  readonly body: { readonly channel?: string };
}

describe("the messages of the project", () => {
  const notifications = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) =>
      (JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Notification[]).map((one) => ({ file, ...one })),
    )
    .filter(({ address }) => address.startsWith("alertmanager-slack/"));

  it("are taken by Slack, and shown as they were sent", () => {
    assert.ok(notifications.length >= 10, String(notifications.length));
    for (const { file, body } of notifications) {
      const request = { contentType: "application/json", body: JSON.stringify(body) };
      assert.deepEqual(judge(request, body.channel ?? ""), { answer: "ok", remarks: [] }, file);
    }
  });
});
