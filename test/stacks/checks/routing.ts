/** Alertmanager's configuration as it is deployed: who is notified of what. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { z } from "zod";
import { ALERTMANAGER_NAME } from "../../../components/kube-prometheus-stack/addresses";
import { ensureTools, type Tools } from "../../../sandbox/tools";
import type { DeployedStack } from "../deployed-stack";
import { renderedFile, renderedFolder } from "../rendered";
import { findObject, readSnapshot, type Snapshot } from "../snapshot";

const run = promisify(execFile);

/** Labels of an alert, and the receivers that each stack's configuration has to send it to. */
const ROUTES: readonly { readonly labels: readonly string[]; readonly receivers: Readonly<Record<string, string>> }[] =
  [
    {
      labels: ["alertname=HighErrorRate", "severity=critical"],
      receivers: { production: "slack-critical,slack-notifications", staging: "slack-notifications" },
    },
    {
      labels: ["alertname=HighCPUUsage", "severity=warning"],
      receivers: { production: "slack-notifications", staging: "slack-notifications" },
    },
    { labels: ["alertname=Anything", "severity=info"], receivers: { production: "null", staging: "null" } },
    { labels: ["alertname=Watchdog", "severity=none"], receivers: { production: "null", staging: "null" } },
    { labels: ["alertname=InfoInhibitor", "severity=none"], receivers: { production: "null", staging: "null" } },
    // What carries no known severity is notified rather than dropped.
    {
      labels: ["alertname=Anything"],
      receivers: { production: "slack-notifications", staging: "slack-notifications" },
    },
  ];

/** The parts of a configuration that refer to files. */
const receiversSchema = z.object({
  receivers: z.array(
    z.object({
      name: z.string(),
      slack_configs: z.array(z.looseObject({ api_url_file: z.string() })).default([]),
      webhook_configs: z.array(z.looseObject({ url_file: z.string() })).default([]),
    }),
  ),
});

/** Registers the tests of a deployed stack's routing. */
export function routingChecks(get: () => DeployedStack): void {
  let folder: string;
  let tools: Tools;
  let objects: Snapshot;
  let rendered: string;
  let generated: string;
  const written = async (text: string) => {
    const file = join(folder, "file.yaml");
    await writeFile(file, text);
    return file;
  };
  const amtool = async (...args: string[]) => (await run(tools.path("amtool"), args)).stdout.trim();

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    folder = await mkdtemp(join(tmpdir(), "routing-"));
    tools = await ensureTools(["amtool", "promtool"]);
    objects = await readSnapshot(get().kube);
    rendered = await renderedFile(get().stack, "alertmanager.yaml");
    generated = generatedConfiguration(objects, get().config.namespace.name);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("is loaded exactly as it is rendered", () => {
    assert.deepEqual(parse(generated), parse(rendered));
  });

  it("is accepted by amtool, as rendered and as loaded", async () => {
    for (const text of [rendered, generated])
      assert.match(await amtool("check-config", await written(text)), /SUCCESS/);
  });

  for (const { labels, receivers } of ROUTES) {
    it(`sends ${labels.join(" ")} to the right channels`, async () => {
      const { stack } = get();
      const expected = receivers[stack] ?? assert.fail(`the table says nothing about the stack ${stack}`);
      assert.equal(
        await amtool("config", "routes", "test", `--config.file=${await written(generated)}`, ...labels),
        expected,
      );
    });
  }

  it("reads every channel's address from a file that the pods have", () => {
    const mounts = mountedFiles(objects, get().config.namespace.name);
    const { receivers } = receiversSchema.parse(parse(generated));
    const wanted = receivers.flatMap(({ name, slack_configs, webhook_configs }) =>
      [
        ...slack_configs.map(({ api_url_file }) => api_url_file),
        ...webhook_configs.map(({ url_file }) => url_file),
      ].map((file) => ({ name, file })),
    );
    assert.ok(wanted.length > 0, "no receiver has an address");
    for (const { name, file } of wanted)
      assert.ok(mounts.includes(file), `${name} reads ${file}, but the pods have only ${mounts.join(", ")}`);
  });

  it("finds its templates, as rendered, where it looks for them", async () => {
    const { templates } = z.object({ templates: z.array(z.string()) }).parse(parse(generated));
    const secret = findObject(
      objects,
      "Secret",
      get().config.namespace.name,
      `alertmanager-${ALERTMANAGER_NAME}-generated`,
    );
    const folder = mountedFiles(objects, get().config.namespace.name);
    const files = await renderedFolder(get().stack, "alertmanager");
    assert.ok(files.size > 0, "no templates were rendered");
    for (const [name, text] of files) {
      assert.ok(
        folder.some((file) => templates.some((pattern) => file === pattern.replace("*.tmpl", name))),
        `the pods have no ${name} at ${templates.join(", ")}`,
      );
      assert.equal(Buffer.from(secret?.data?.[name] ?? "", "base64").toString("utf8"), text);
    }
  });

  it("comes with rule files that promtool accepts", async () => {
    const rules = await renderedFolder(get().stack, "rules");
    assert.ok(rules.size > 0, "no rule files were rendered");
    for (const text of rules.values()) await run(tools.path("promtool"), ["check", "rules", await written(text)]);
  });
}

/** What the operator has made of the configuration. */
function generatedConfiguration(objects: Snapshot, namespace: string): string {
  const data = findObject(objects, "Secret", namespace, `alertmanager-${ALERTMANAGER_NAME}-generated`)?.data?.[
    "alertmanager.yaml.gz"
  ];
  return gunzipSync(Buffer.from(data ?? assert.fail("the operator has made no configuration"), "base64")).toString(
    "utf8",
  );
}

/** Paths in Alertmanager's pods of every file that comes from a Secret. */
function mountedFiles(objects: Snapshot, namespace: string): string[] {
  const spec = findObject(objects, "StatefulSet", namespace, `alertmanager-${ALERTMANAGER_NAME}`)?.spec?.template.spec;
  const mounts = spec?.containers.find(({ name }) => name === "alertmanager")?.volumeMounts ?? [];
  return mounts.flatMap(({ name, mountPath }) => {
    const secret = spec?.volumes?.find((volume) => volume.name === name)?.secret?.secretName;
    const data = secret === undefined ? undefined : findObject(objects, "Secret", namespace, secret)?.data;
    return Object.keys(data ?? {}).map((key) => `${mountPath}/${key}`);
  });
}
