import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { destroy, exportState, outputs, preview, previewJson, refresh, up } from "../../sandbox/engine/commands";
import type { PulumiError } from "../../sandbox/engine/pulumi";
import type { Workspace } from "../../sandbox/engine/workspace";
import { FIXTURE, fixtureWorkspace, RUN_TIMEOUT_MS, SECRET_ID, temporaryFolder } from "./support";

/** Variables of a user that must not reach the engine. */
const LEAKS = {
  AWS_PROFILE: "junk",
  AWS_ACCESS_KEY_ID: "junk",
  KUBECONFIG: "/junk",
  PULUMI_ACCESS_TOKEN: "junk",
  PULUMI_BACKEND_URL: "https://junk.invalid",
  PULUMI_HOME: "/junk",
  HTTPS_PROXY: "http://127.0.0.1:1",
  HTTP_PROXY: "http://127.0.0.1:1",
  NODE_OPTIONS: "--junk",
};

/** What one step of the CLI's JSON preview says. */
interface Step {
  readonly op: string;
  readonly urn: string;
}

describe("the engine on a small program", function () {
  this.timeout(RUN_TIMEOUT_MS);
  const folder = temporaryFolder();
  const dir = join(folder.path, "engine");
  const userEnvironment = { ...process.env };
  let projectBefore: Record<string, string>;
  let workspace: Workspace;

  before(async () => {
    projectBefore = contents(FIXTURE);
    Object.assign(process.env, LEAKS);
    workspace = await fixtureWorkspace(dir, { kubeconfig: "/the/sandbox's/kubeconfig" });
  });
  after(() => {
    for (const name of Object.keys(LEAKS)) {
      const value = userEnvironment[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    folder.remove();
  });

  const secrets = (): Record<string, string> => JSON.parse(readFileSync(workspace.secretsFile, "utf8"));

  it("previews what it would create, and creates nothing", async () => {
    const lines: string[] = [];
    await preview(workspace, { log: (line) => lines.push(line) });
    assert.ok(
      lines.some((line) => /\+ 4 to create/.test(line)),
      lines.join("\n"),
    );
    assert.ok(
      lines.some((line) => /\+ +random:index:RandomPassword password create/.test(line)),
      lines.join("\n"),
    );
    assert.deepEqual(
      lines.filter((line) => /warning/i.test(line)),
      [],
    );
    assert.deepEqual(Object.keys(secrets()), [SECRET_ID]);
  });

  it("deploys, logging each step as a line", async () => {
    const lines: string[] = [];
    await up(workspace, { log: (line) => lines.push(line) });
    assert.ok(
      lines.some((line) => /\+ +aws:secretsmanager:Secret stored created/.test(line)),
      lines.join("\n"),
    );
    assert.deepEqual(
      lines.filter((line) => /warning/i.test(line)),
      [],
    );
    assert.match(secrets()["fixture/generated"] ?? "", /^[A-Za-z0-9_-]{24}$/);
  });

  it("masks secret outputs", async () => {
    const { generated, masked } = await outputs(workspace);
    assert.deepEqual({ generated, masked }, { generated: "[secret]", masked: "[secret]" });
  });

  it("shows the program nothing of the user's environment but the sandbox's own kubeconfig", async () => {
    const { environment, kubeconfig } = await outputs(workspace);
    assert.deepEqual(environment, ["KUBECONFIG"]);
    assert.equal(kubeconfig, "/the/sandbox's/kubeconfig");
  });

  it("changes nothing the second time, with everything prepared again", async () => {
    const generated = secrets()["fixture/generated"];
    workspace = await fixtureWorkspace(dir, { kubeconfig: "/the/sandbox's/kubeconfig" });
    await up(workspace, { expectNoChanges: true });
    assert.equal(secrets()["fixture/generated"], generated);
  });

  it("changes nothing by a refresh", async () => {
    await refresh(workspace, { expectNoChanges: true });
  });

  it("fails where a change is found that was not expected", async () => {
    const changed = await fixtureWorkspace(dir, { kubeconfig: "/the/sandbox's/kubeconfig", config: { length: 30 } });
    await assert.rejects(preview(changed, { expectNoChanges: true }), (error: PulumiError) => {
      assert.equal(error.failure, "failed");
      assert.match(error.message, /error: no changes were expected for preview/);
      // By this code the drift check tells a difference from an error.
      assert.equal(error.exitCode, 7);
      return true;
    });
  });

  it("previews exactly the change of a changed setting", async () => {
    const changed = await fixtureWorkspace(dir, { kubeconfig: "/the/sandbox's/kubeconfig", config: { length: 30 } });
    const { steps } = (await previewJson(changed)) as { steps: Step[] };
    const changes = steps
      .filter(({ op }) => op !== "same")
      .map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join(" ")}`);
    // The password is generated again, and stored again.
    assert.deepEqual(changes.sort(), [
      "replace aws:secretsmanager/secretVersion:SecretVersion stored",
      "replace random:index/randomPassword:RandomPassword password",
    ]);
  });

  it("says in a few lines why a program failed, and changes nothing", async () => {
    const failing = await fixtureWorkspace(dir, { config: { throws: true } });
    const before = await exportState(failing);
    await assert.rejects(up(failing), (error: PulumiError) => {
      assert.equal(
        error.message,
        "pulumi up of stack dev failed:\npulumi:pulumi:Stack (engine-fixture-dev):\n  Error: the fixture throws because it was told to",
      );
      assert.equal(error.exitCode, 1);
      assert.match(error.output, /at .*index\.ts/);
      return true;
    });
    assert.deepEqual(resources(await exportState(failing)), resources(before));
  });

  it("names a secret that is missing, and the file to add it to", async () => {
    const failing = await fixtureWorkspace(dir, { config: { secretId: "no/such/secret" } });
    await assert.rejects(preview(failing), (error: PulumiError) => {
      assert.match(error.message, /ResourceNotFoundException: .*"no\/such\/secret".*secrets\.json/);
      assert.ok(error.message.split("\n").length < 6, error.message);
      return true;
    });
  });

  it("runs a policy pack, and names what it forbids", async () => {
    const pack = ["--policy-pack", join(__dirname, "policy-pack")];
    const kubeconfig = "/the/sandbox's/kubeconfig";
    await preview(await fixtureWorkspace(dir, { kubeconfig }), { args: pack, expectNoChanges: true });
    const weak = await fixtureWorkspace(dir, { kubeconfig, config: { length: 12 } });
    await assert.rejects(preview(weak, { args: pack }), (error: PulumiError) =>
      /password-length[\s\S]*This one has 12\./.test(error.output),
    );
  });

  it("leaves no secret in plain text anywhere but in the secrets' file", () => {
    const values = [...Object.values(secrets()), readFileSync(join(dir, "passphrase"), "utf8")];
    assert.equal(values.length, 3);
    const found = Object.entries(contents(dir)).filter(([, content]) =>
      values.some((value) => content.includes(value)),
    );
    assert.deepEqual(found.map(([name]) => name).sort(), ["passphrase", "secrets.json"]);
    for (const [name] of found) assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name);
    assert.equal(statSync(dir).mode & 0o777, 0o700);
  });

  it("keeps no log of its own, where secrets could lie compressed", () => {
    assert.deepEqual(
      Object.keys(contents(dir)).filter((name) => /\.log$|\/logs\//.test(name)),
      [],
    );
    assert.ok(statSync(join(dir, "home/.pulumi/logs")).isFile());
  });

  it("leaves the project byte for byte as it was", () => {
    assert.deepEqual(contents(FIXTURE), projectBefore);
    assert.match(readFileSync(join(workspace.workDir, "Pulumi.dev.yaml"), "utf8"), /encryptionsalt/);
  });

  it("destroys everything that it made, and leaves no process behind", async () => {
    workspace = await fixtureWorkspace(dir);
    await destroy(workspace);
    assert.deepEqual(Object.keys(secrets()), [SECRET_ID]);
    assert.deepEqual(resources(await exportState(workspace)), []);
    assert.deepEqual(readdirSync(workspace.runsDir), []);
    const commands = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
    assert.deepEqual(
      commands.filter((command) => command.includes(dir)),
      [],
    );
  });
});

/** Every file below a folder by its path, as text. */
function contents(dir: string): Record<string, string> {
  const names = existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: "utf8" }) : [];
  return Object.fromEntries(
    names
      .filter((name) => statSync(join(dir, name)).isFile())
      .map((name) => [name, readFileSync(join(dir, name), "latin1")]),
  );
}

/** The URNs in a state. */
function resources(state: unknown): string[] {
  const { deployment } = state as { deployment: { resources?: { urn: string }[] } };
  return (deployment.resources ?? []).map(({ urn }) => urn);
}
