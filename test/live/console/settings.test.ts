import assert from "node:assert/strict";
import { parseSettings } from "../../../sandbox/live/console/settings";
import { settingsIn } from "./fixtures";

describe("the console's settings", () => {
  const good = settingsIn("/tmp/folder");

  it("are taken as they are", () => {
    assert.deepEqual(parseSettings(JSON.parse(JSON.stringify(good))), good);
  });

  it("are refused with every field that is wrong, and without a value", () => {
    const wrong = {
      ...good,
      port: 0,
      token: "short-secret",
      webhooks: [{ path: "secret-path", channel: "alerts" }],
      page: "",
    };
    assert.throws(
      () => parseSettings(wrong),
      ({ message }: Error) => {
        for (const field of ["port", "token", "webhooks.0.path", "webhooks.0.channel", "page"])
          assert.match(message, new RegExp(field.replaceAll(".", "\\.")));
        assert.doesNotMatch(message, /short-secret|secret-path/);
        return true;
      },
    );
  });
});
