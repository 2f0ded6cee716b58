import assert from "node:assert/strict";
import { ALERTS, MESSAGE, removeConsole, type RunningConsole, startedConsole, TOKEN } from "./fixtures";

describe("who may ask the console", () => {
  let running: RunningConsole;
  before(async () => {
    running = await startedConsole();
  });
  after(() => removeConsole(running));

  const status = async (headers: Record<string, string>, path = "/api/messages") =>
    (await running.ask("GET", path, { headers })).status;

  it("is called by 127.0.0.1 and localhost with its port", async () => {
    assert.equal(await status({ Host: `127.0.0.1:${running.port}` }), 200);
    assert.equal(await status({ Host: `localhost:${running.port}` }), 200);
  });

  for (const host of [
    "evil.example",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:1",
    "127.0.0.1.evil.example:PORT",
    "[::1]:PORT",
    "0.0.0.0:PORT",
  ])
    it(`answers nothing to the host ${host}`, async () => {
      const Host = host.replace("PORT", String(running.port));
      assert.equal(await status({ Host }), 421);
      assert.equal(await status({ Host }, "/"), 421);
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE, headers: { Host } })).status, 421);
    });

  it("answers pages of its own origin", async () => {
    assert.equal(await status({ Origin: `http://127.0.0.1:${running.port}` }), 200);
    assert.equal(await status({ Origin: `http://localhost:${running.port}` }), 200);
  });

  for (const origin of [
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "https://127.0.0.1:PORT",
  ])
    it(`answers nothing to the origin ${origin}, token or not`, async () => {
      const headers = { Origin: origin.replace("PORT", String(running.port)), "x-console-token": TOKEN };
      assert.equal(await status(headers), 403);
      assert.equal((await running.ask("PUT", "/api/slack/mode", { body: { answer: "500" }, headers })).status, 403);
      assert.equal((await running.ask("POST", ALERTS, { body: MESSAGE, headers })).status, 403);
    });

  it("has the token, where something is changed", async () => {
    const set = async (headers: Record<string, string>) =>
      (await running.ask("PUT", "/api/slack/mode", { body: { answer: "ok" }, headers })).status;
    assert.equal(await set({}), 401);
    assert.equal(await set({ "x-console-token": "" }), 401);
    assert.equal(await set({ "x-console-token": `${TOKEN} x` }), 401);
    assert.equal(await set({ "x-console-token": TOKEN }), 200);
  });

  it("is told nothing that another page could use", async () => {
    for (const path of ["/api/messages", "/api/heartbeats", "/nothing"]) {
      const { headers } = await running.ask("GET", path);
      assert.equal(headers["access-control-allow-origin"], undefined);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.match(String(headers["content-security-policy"]), /frame-ancestors 'none'/);
    }
  });
});
