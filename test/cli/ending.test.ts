/** However a command is called and whatever it meets, it ends with a sentence, and with 1 where it did not do what it was asked for. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failureText } from "../../cli/ending";
import { temporaryFolder } from "../engine-parts/support";
import { scriptArguments } from "../run/npm-script";
import { PROJECT_FOLDER } from "../../render/program";
import { copyProject, type ProjectCopy } from "../report/project-copy";

const COMMANDS = ["up", "preview", "status", "verify", "drill", "down", "render", "compare"];

/** What a command has to be given. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  render: ["--out", "out"],
  compare: ["--chart", "own"],
};

/** What no user should see. */
const TRACE = /\n\s+at .+[:(]|Node\.js v\d|uncaught|UnhandledPromise|node:internal/i;

describe("a command", function () {
  this.timeout(300_000);
  const { path: folder, remove } = temporaryFolder();
  const file = join(folder, "file");
  let project: ProjectCopy;
  before(() => {
    writeFileSync(file, "not JSON, sk_live_not_shown\n");
    project = copyProject();
  });
  after(() => {
    remove();
    project.remove();
  });

  function run(command: string, ...args: string[]) {
    return spawnSync(process.execPath, [...scriptArguments(command), ...args], {
      cwd: PROJECT_FOLDER,
      encoding: "utf8",
      env: { ...process.env, MONITORING_SANDBOX_DIR: join(folder, "sandbox") },
    });
  }

  const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["nothing is deployed", [], /^Nothing is deployed that could be verified; deploy a stack with `npm run up`\.\n$/],
    [
      "a stack is named without a cluster",
      ["--stack", "staging"],
      /^--stack says what is deployed in the cluster of --context/,
    ],
    [
      "the file can't be written",
      ["--junit", join(folder, "none", "rows.xml")],
      /none: there is no such file or folder\.\n$/,
    ],
    [
      "the stack is another cluster's",
      ["--context", "elsewhere"],
      /^The stack staging belongs to the context qualisys-staging/,
    ],
  ];
  for (const [what, args, says] of REFUSED) {
    it(`verifies nothing, and says why, where ${what}`, () => {
      const { status, stderr } = run("verify", ...args);
      assert.equal(status, 1);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, TRACE);
    });
  }

  for (const command of COMMANDS) {
    it(`explains itself: ${command} --help`, () => {
      const { status, stdout, stderr } = run(command, "--help");
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: monitoring ${command}`));
      assert.equal(stderr, "");
    });

    it(`knows what it does not know: ${command} --nonsense`, () => {
      const { status, stderr } = run(command, ...(REQUIRED[command] ?? []), "--nonsense");
      assert.equal(status, 1);
      assert.match(stderr, /^error: unknown option '--nonsense'\n/);
      assert.doesNotMatch(stderr, TRACE);
    });
  }

  /** Calls that cannot succeed, and the sentence on each. */
  const CALLS: readonly (readonly [sentence: RegExp, ...call: string[]])[] = [
    [/^--out .*file: .* is a file and no folder/, "render", "--out", file],
    [/^--out .*file\/below: .* is a file and no folder/, "render", "--out", join(file, "below")],
    [/^--out \/: it is the root/, "render", "--out", "/"],
    [/^--out .*: the folder is not empty and holds no earlier rendering/, "render", "--out", folder],
    [
      /^error: option '--stack <name>' argument 'a b' is invalid\. .* is no name of a stack/,
      "render",
      "--out",
      join(folder, "out"),
      "--stack",
      "a b",
    ],
    [
      /^error: option '--stack <name>' .* is a stack of the project website/,
      "render",
      "--out",
      join(folder, "out"),
      "--stack",
      "acme/website/staging",
    ],
    [
      /^The stack "prod" has no file Pulumi\.prod\.yaml; there are production, staging\./,
      "render",
      "--out",
      join(folder, "out"),
      "--stack",
      "acme/prod",
    ],
    [
      /^--out .*: it is a folder, and the report is one file/,
      "preview",
      "--markdown",
      "--against",
      "HEAD",
      "--out",
      folder,
    ],
    [
      /^--out .*: there is no folder/,
      "preview",
      "--markdown",
      "--against",
      "HEAD",
      "--out",
      join(folder, "no", "report.md"),
    ],
    [
      /^--against no-such-revision: git knows no such revision/,
      "preview",
      "--markdown",
      "--against",
      "no-such-revision",
    ],
    [/^--against-state .* cannot be read \(it is no JSON\)/, "preview", "--markdown", "--against-state", file],
    [
      /^--against-state .* cannot be read \(it is a folder, and a file is needed\)/,
      "preview",
      "--markdown",
      "--against-state",
      folder,
    ],
    [
      /^--against-state .* cannot be read \(there is no such file or folder\)/,
      "preview",
      "--markdown",
      "--against-state",
      join(folder, "no"),
    ],
    [/^--against, --against-state and --out belong to --markdown/, "preview", "--out", "x"],
    [/^The stack "prod" has no file/, "preview", "--markdown", "--against", "HEAD", "--stack", "acme/prod"],
    [/^There is no sandbox to compare with/, "preview"],
    [/^--secrets .*: there is no such file/, "up", "--secrets", join(folder, "no")],
    [
      /^error: option '--api-port <port>' argument '70000' is invalid\. It has to be a port/,
      "up",
      "--api-port",
      "70000",
    ],
    [/^error: option '--api-port <port>' argument 'x' is invalid/, "up", "--api-port", "x"],
    [/^--chart .*: there is no chart at/, "up", "--chart", join(folder, "no")],
    [/^.*file(\/lock)?: a file stands where a folder is needed\./, "down", "--dir", file],
  ];

  for (const [sentence, command = "", ...args] of CALLS)
    it(`ends in a sentence: ${[command, ...args].join(" ").replaceAll(folder, "FOLDER")}`, () => {
      const { status, stderr } = run(command, ...args);
      assert.equal(status, 1, stderr);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, TRACE);
      assert.ok(!stderr.includes("sk_live_not_shown"), stderr);
      assert.ok(!existsSync(join(folder, "out")), "nothing is written");
    });

  it("takes down no folder that holds somebody else's files", () => {
    const home = join(folder, "home");
    mkdirSync(home);
    writeFileSync(join(home, "thesis.txt"), "precious");
    const { status, stderr } = run("down", "--dir", home);
    assert.equal(status, 1);
    assert.match(stderr, /holds a file that is no sandbox's \(thesis\.txt\); nothing was removed/);
    assert.deepEqual(readdirSync(home), ["thesis.txt"]);
    assert.equal(readFileSync(join(home, "thesis.txt"), "utf8"), "precious");
  });

  it("takes down a sandbox without the files of others beside it", () => {
    const shared = join(folder, "shared");
    mkdirSync(join(shared, "engine"), { recursive: true });
    writeFileSync(join(shared, "thesis.txt"), "precious");
    const record = {
      stack: "staging",
      chart: "own",
      namespace: "monitoring",
      clusterStartedAt: "2026-01-01T00:00:00Z",
    };
    writeFileSync(join(shared, "deployed.json"), JSON.stringify(record));
    const { status, stdout, stderr } = run("down", "--dir", shared);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /shared stays: it holds files that are no sandbox's \(thesis\.txt\)\./);
    assert.deepEqual(readdirSync(shared), ["thesis.txt"]);
  });

  it("ends in a sentence as well where the program itself fails", () => {
    project.edit(
      "index.ts",
      "const config = loadConfig();",
      'const config = loadConfig();\n  if (config) throw new Error("The program ended early.");',
    );
    const out = join(project.folder, "out");
    const { status, stderr } = spawnSync(process.execPath, [...scriptArguments("render"), "--out", out], {
      cwd: project.folder,
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.equal(stderr, "The program ended early.\n");
    assert.ok(!existsSync(out));
    project.reset();
  });

  it("says what is wrong with a stack file, and writes nothing, by render and by both reports", () => {
    writeFileSync(
      join(project.folder, "Pulumi.bad.yaml"),
      "config: { monitoring:cluster: 2024-01-01, monitoring:grafana: 5 }\n",
    );
    const state = join(project.folder, "state.json");
    writeFileSync(
      state,
      JSON.stringify({
        deployment: {
          resources: [{ urn: "urn:pulumi:bad::monitoring::pulumi:pulumi:Stack::a", type: "pulumi:pulumi:Stack" }],
        },
      }),
    );
    const out = join(project.folder, "out");
    for (const call of [
      ["render", "--stack", "bad", "--out", out],
      ["preview", "--markdown", "--stack", "bad", "--against", "main", "--out", out],
      ["preview", "--markdown", "--against-state", state, "--out", out],
    ]) {
      const [command = "", ...args] = call;
      const { status, stdout, stderr } = spawnSync(process.execPath, [...scriptArguments(command), ...args], {
        cwd: project.folder,
        encoding: "utf8",
      });
      assert.equal(status, 1, call.join(" "));
      assert.equal(stdout, "");
      assert.match(stderr, /^The stack's configuration is not usable:\n( {2}- [^\n]+[.?]\n)+$/);
      assert.match(stderr, /\n {2}- monitoring:cluster is a date to YAML/);
      assert.match(stderr, /\n {2}- monitoring:grafana is a text; it must be a map/);
      assert.ok(!existsSync(out), call.join(" "));
    }
  });

  it("goes on to its end where nobody reads what it prints", async () => {
    const out = join(folder, "unread");
    const child = spawn(process.execPath, [...scriptArguments("render"), "--out", out], {
      cwd: PROJECT_FOLDER,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.ok(existsSync(join(out, "values.yaml")));
  });
});

describe("the sentence on an error", () => {
  it("has the path and the reason of what the operating system refuses", () => {
    const error = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      path: "/srv/out",
    });
    assert.equal(failureText(error), "/srv/out: the disk is full.");
    assert.equal(
      failureText(Object.assign(new Error(), { code: "EACCES", path: "/x" })),
      "/x: you may not read or write there.",
    );
  });

  it("has something to say of an error that says nothing", () => {
    assert.equal(failureText(new Error("")), "The command failed without saying why.");
    assert.equal(failureText("a text"), "a text");
  });

  it("shows no secret", () => assert.ok(!failureText(new Error("redis://:hunter2@cache refused")).includes("hunter2")));
});
