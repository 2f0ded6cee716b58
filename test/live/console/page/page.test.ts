/** The page in a real browser. Pictures of it go to `out/console-page/`, for whoever wants to look. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { buildPage } from "../../../../sandbox/live/console/build-page";
import { faultsOf } from "../../../../sandbox/live/console/faults/faults";
import { PROJECT_FOLDER } from "../../../run/tiers";
import { ALERTS, MESSAGE, removeConsole, type RunningConsole, startedConsole, TOKEN } from "../fixtures";
import { findChromium, startChromium } from "./chromium";
import { alert, fakeMonitoring, type FakeMonitoring, target, WATCHDOG, wellSaid } from "./monitoring.fixture";

const PICTURES = join(PROJECT_FOLDER, "out", "console-page");

/** As wide as a laptop's screen, and as a telephone's. */
const WIDE = { width: 1360, height: 900 };
const NARROW = { width: 400, height: 800 };

/** The text of an element as it is seen, once it is there. */
async function words(element: Locator): Promise<string> {
  await element.first().waitFor();
  return (await element.allInnerTexts()).join("\n");
}

const FIRING = alert(
  "PodCrashLooping",
  "firing",
  "critical",
  "Pod qualisys-api-0 in staging restarted 5 times within 5 minutes.",
);
const PENDING = alert("HighAPILatency", "pending", "warning", "95% of the requests to qualisys-web take up to 812ms.");

describe("the page", function () {
  this.timeout("60s");
  let browser: Browser;
  let folder: string;
  let monitoring: FakeMonitoring;
  let running: RunningConsole;
  let context: BrowserContext | undefined;
  const made: string[] = [];
  let failure: string | undefined;
  /** What the browser complained of: scripts, styles and requests that the policy refused, and errors. */
  let complaints: string[];
  /** What the page asked for. */
  let requests: string[];

  before(async function () {
    const program = findChromium();
    if (program === undefined) {
      console.log("    Chromium is missing: install it (apt-get install chromium), or name it in MONITORING_CHROMIUM.");
      return this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "console-page-"));
    await buildPage(folder);
    browser = await startChromium(program);
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    monitoring = await fakeMonitoring();
    made.length = 0;
    failure = undefined;
    let active = false;
    const fault = (name: string, title: string) => ({
      name,
      title,
      active: () => active && name === "crash-loop",
      start: async () => {
        if (failure !== undefined) throw new Error(failure);
        active = true;
        made.push(`start ${name}`);
      },
      end: async () => {
        active = false;
        made.push(`end ${name}`);
      },
    });
    const acceptanceFile = join(folder, "acceptance.json");
    writeFileSync(acceptanceFile, JSON.stringify(ACCEPTANCE));
    const { url } = monitoring;
    running = await startedConsole(
      {
        pageFolder: folder,
        acceptanceFile,
        prometheus: [{ pod: "prometheus-0", url }],
        alertmanagers: ["alertmanager-0", "alertmanager-1"].map((pod) => ({ pod, url })),
        standIns: [{ name: "kubelet", standsFor: "the kubelets and cAdvisor of the simulated nodes" }],
        leftOut: [{ target: "grafana", reason: "Grafana can't run as a process here" }],
        versions: [
          { name: "postgres_exporter", runs: "0.19.1", deployed: "0.20.1" },
          { name: "redis_exporter", runs: "1.88.0", deployed: "1.88.0" },
        ],
      },
      undefined,
      faultsOf([fault("crash-loop", "Restart a pod again and again"), fault("redis-down", "Stop Redis")]),
    );
  });
  afterEach(async () => {
    await context?.close();
    context = undefined;
    await removeConsole(running);
    await monitoring.stop();
  });

  /** Opens the page. */
  async function open(options: { colorScheme?: "light" | "dark"; viewport?: typeof WIDE } = {}): Promise<Page> {
    context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    complaints = [];
    requests = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`http://127.0.0.1:${running.port}/`);
    await page.getByText("targets up").waitFor();
    await page.locator(".station").first().waitFor();
    return page;
  }

  const picture = (page: Page, name: string) =>
    page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });

  const station = (page: Page, title: string) => page.locator(".station", { hasText: title });

  async function alarm(): Promise<void> {
    monitoring.said.alerts = [WATCHDOG, PENDING, FIRING];
    monitoring.said.targets.push(target("redis-exporter", "10.0.0.7:9121", "down", "connection refused"));
    await running.ask("POST", ALERTS, { body: MESSAGE });
  }

  for (const colorScheme of ["light", "dark"] as const)
    it(`shows a pipeline that is well, in ${colorScheme}`, async () => {
      const page = await open({ colorScheme });
      assert.match(await words(page.getByRole("status")), /13 of 13 targets up\s+0 pending\s+0 firing/);
      for (const title of ["qualisys-api", "prometheus-0", "0 firing, 0 pending", "alertmanager-1", "#alerts-critical"])
        assert.equal(await station(page, title).first().isVisible(), true, title);
      assert.match(await words(station(page, "kubelet")), /3 of 3 up/);
      assert.equal(await page.locator('[data-condition="down"], [data-condition="firing"]').count(), 0);
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      assert.equal(background === "rgb(255, 255, 255)", colorScheme === "light", String(background));
      await picture(page, colorScheme);
    });

  for (const colorScheme of ["light", "dark"] as const)
    it(`shows a firing alert and its message, in ${colorScheme}`, async () => {
      await alarm();
      const page = await open({ colorScheme });
      assert.match(await words(page.getByRole("status")), /13 of 14 targets up\s+1 pending\s+1 firing/);
      const row = page.getByRole("row", { name: /PodCrashLooping.*critical/ });
      assert.match(await words(row), /firing[\s\S]*critical[\s\S]*restarted 5 times[\s\S]*\d+ s ago/);
      assert.equal(await station(page, "1 firing, 1 pending").getAttribute("data-condition"), "firing");
      assert.equal(await station(page, "redis-exporter").getAttribute("data-condition"), "down");
      const message = page.getByRole("article");
      assert.match(await words(message), /Alertmanager[\s\S]*#alerts[\s\S]*\[CRITICAL\] PodCrashLooping/);
      await picture(page, `firing-${colorScheme}`);
    });

  it("fits a telephone", async () => {
    await alarm();
    const page = await open({ viewport: NARROW });
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assert.equal(width, NARROW.width);
    const cut =
      "[...document.querySelectorAll('.mantine-Badge-label')].filter((one) => one.scrollWidth > one.clientWidth).length";
    assert.equal(await page.evaluate(cut), 0);
    const size =
      "parseFloat(getComputedStyle(document.querySelector('.station .detail')).fontSize) * new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).a";
    assert.ok(Number(await page.evaluate(size)) > 8, "words of the graph can be read");
    await picture(page, "narrow");
  });

  it("shows a message as Slack would, and never as HTML", async () => {
    const text =
      "*bold* _slanted_ `code` &lt;b&gt; <https://grafana.qualisys.io/d?a=1&amp;b=2|Panel> <javascript:alert(1)|no> <img src=x onerror=alert(1)>";
    const attachments = [
      { ...MESSAGE.attachments[0], title: "<script>alert(1)</script>", title_link: "javascript:alert(1)", text },
    ];
    await running.ask("POST", ALERTS, { body: { ...MESSAGE, attachments } });
    const page = await open();
    const message = page.getByRole("article");
    assert.equal(await words(message.locator("strong")), "bold");
    assert.equal(await words(message.locator("em")), "slanted");
    assert.equal(await words(message.locator("code")), "code");
    assert.match(await words(message), /<b>/);
    assert.deepEqual(
      await message.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
      ["https://grafana.qualisys.io/d?a=1&b=2"],
    );
    assert.equal(await message.locator("img, script").count(), 0);
    assert.match(await words(message), /<script>alert\(1\)<\/script>/);
    assert.deepEqual(complaints, []);
  });

  it("says what was refused, and what Slack would cut", async () => {
    await running.ask("POST", `${ALERTS}-wrong`, { body: MESSAGE });
    await running.ask("POST", ALERTS, { body: "no JSON" });
    await running.ask("POST", ALERTS, { body: { text: "x", attachments: [{ text: "y".repeat(9000) }] } });
    const page = await open();
    const messages = await page.getByRole("article").allInnerTexts();
    assert.match(messages[0] ?? "", /cut off after 8000/);
    assert.match(messages[1] ?? "", /400 invalid_payload/);
    assert.match(messages[2] ?? "", /no such webhook[\s\S]*404 no_service/);
    assert.equal(await station(page, "no such webhook").getAttribute("data-condition"), "down");
    assert.doesNotMatch(await page.content(), /secret-part/);
  });

  it("follows what happens, without being loaded again", async () => {
    const page = await open();
    await alarm();
    await page.getByRole("row", { name: /PodCrashLooping.*critical/ }).waitFor();
    await page.getByRole("article").waitFor();
    Object.assign(monitoring.said, wellSaid());
    await page.getByRole("row", { name: /PodCrashLooping.*critical/ }).waitFor({ state: "detached" });
  });

  it("asks nobody but the console, and breaks no policy", async () => {
    await alarm();
    const page = await open();
    await page.waitForTimeout(2_500);
    const origin = `http://127.0.0.1:${running.port}`;
    const others = requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith("data:"));
    assert.deepEqual(others, []);
    assert.ok(requests.filter((url) => url === `${origin}/api/state`).length >= 2);
    assert.deepEqual(complaints, []);
  });

  it("shows the acceptance table, and what is not as in a cluster", async () => {
    const page = await open();
    const table = page.getByRole("region", { name: "Acceptance criteria", exact: true });
    assert.match(
      await words(table),
      /AC4[\s\S]*fail[\s\S]*AC6[\s\S]*shown indirectly[\s\S]*AC9[\s\S]*pass[\s\S]*AC12[\s\S]*not asked yet/,
    );
    const text = await words(page.getByRole("region", { name: "What is not as in a real cluster" }));
    assert.match(text, /kubelet: stands for the kubelets/);
    assert.match(text, /grafana: Grafana can't run/);
    assert.match(text, /postgres_exporter: 0\.19\.1 runs, 0\.20\.1 is deployed/);
    assert.doesNotMatch(text, /redis_exporter/);
  });

  describe("by keyboard", () => {
    /** Moves on by the tabulator until an element with this name has the focus. */
    async function tabTo(page: Page, name: RegExp): Promise<void> {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        const focused = String(await page.evaluate("document.activeElement?.textContent ?? ''"));
        if (name.test(focused)) return;
      }
      assert.fail(`60 presses of the tabulator don't reach ${name}.`);
    }

    it("each button is reached and pressed", async () => {
      const page = await open();
      await tabTo(page, /^Restart a pod again and again$/);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "End: Restart a pod again and again", pressed: true }).waitFor();
      assert.deepEqual(made, ["start crash-loop"]);
      await tabTo(page, /^Stop Redis$/);
      await page.keyboard.press("Space");
      await page.waitForTimeout(300);
      await page.reload();
      await tabTo(page, /^End: Restart a pod again and again$/);
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: /^Restart a pod/ }).waitFor();
      assert.deepEqual(made, ["start crash-loop", "start redis-down", "end crash-loop"]);
    });

    it("tables that scroll and messages that unfold are reached", async () => {
      const long = { ...MESSAGE.attachments[0], text: "line\n".repeat(40) };
      await running.ask("POST", ALERTS, { body: { ...MESSAGE, attachments: [long] } });
      const page = await open();
      await tabTo(page, /^Show more$/);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Show less" }).waitFor();
      for (const name of ["Alerts", "Targets", "Messages", "The way from target to message"]) {
        const focusable = page.locator(`[aria-label="${name}"][tabindex="0"]`);
        assert.equal(await focusable.count(), 1, name);
      }
    });
  });

  it("says why a fault can't be made", async () => {
    failure = "No pod with app=api runs in namespace staging.";
    const page = await open();
    await page.getByRole("button", { name: "Restart a pod" }).click();
    assert.equal((await words(page.getByRole("alert"))).trim(), failure);
  });

  it("says that Prometheus does not answer, and that the console does not", async () => {
    monitoring.failing = true;
    const page = await open();
    assert.equal(await station(page, "prometheus-0").getAttribute("data-condition"), "down");
    assert.match(await words(station(page, "prometheus-0")), /answer 503/);
    await running.stop();
    assert.match(await words(page.getByRole("alert")), /console does not answer/);
  });

  it("has the token, and is given to nobody by another name", async () => {
    const own = await running.ask("GET", "/");
    assert.match(own.body, new RegExp(`<meta name="console-token" content="${TOKEN}">`));
    const policy = String(own.headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.doesNotMatch(policy, /unsafe/);
    const other = await running.ask("GET", "/", { headers: { Host: "evil.example" } });
    assert.doesNotMatch(other.body, new RegExp(TOKEN));
  });

  it("makes no fault without the token", async () => {
    assert.equal((await running.ask("POST", "/api/faults/crash-loop")).status, 401);
    assert.deepEqual(made, []);
    const headers = { "x-console-token": TOKEN };
    assert.equal((await running.ask("POST", "/api/faults/crash-loop", { headers })).status, 200);
    const { status, body } = await running.ask("POST", "/api/faults/flood", { headers });
    assert.deepEqual([status, body], [404, "There is no fault flood: there are crash-loop, redis-down.\n"]);
  });
});

const at = new Date(Date.now() - 200_000).toISOString();
const ACCEPTANCE = [
  {
    criterion: "AC4",
    title: "PostgreSQL is measured",
    result: "fail",
    sentence: "postgres-exporter at 10.0.0.5:9187 gave its last sample 64 s ago.",
    at,
  },
  {
    criterion: "AC6",
    title: "Cluster dashboard",
    result: "indirect",
    sentence: "29 of 29 panels have data; Grafana does not run here.",
    at,
  },
  {
    criterion: "AC9",
    title: "PodCrashLooping fires",
    result: "pass",
    sentence: "The alert fired, and its message arrived in #alerts after 42 s.",
    at,
  },
  { criterion: "AC12", title: "HighAPILatency fires", result: "unknown", sentence: "No drill has been made yet.", at },
];
