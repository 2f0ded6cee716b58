/** What has to hold for every workflow; actionlint knows the syntax, these know the project. */
import { isDeepStrictEqual } from "node:util";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stackNames } from "../../config/stack-file";
import { cacheFolder, toolsFolder } from "../../sandbox/tools/cache";
import { catalogue } from "../../sandbox/tools/catalogue";
import { marker } from "../../scripts/pull-request-comment";
import { jobs, PROJECT_FOLDER, steps, type Job, type WorkflowFile } from "./read";

/** Finds what is wrong, a sentence each. */
export type Rule = (files: readonly WorkflowFile[]) => readonly string[];

/** Rights of a job, and the environment that its AWS role trusts. */
interface Rights {
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: string;
}

const READ: Rights = { permissions: { contents: "read" } };
const READ_AND_AWS = { contents: "read", "id-token": "write" };

/** The most that each job may do. A job that is not here may not exist. */
const RIGHTS: Readonly<Record<string, Rights>> = {
  "checks.yml: quick": READ,
  "checks.yml: test": READ,
  "checks.yml: engine": READ,
  "long.yml: long": READ,
  "released-tools.yml: test": READ,
  "pull-request.yml: checks": READ,
  "pull-request.yml: preview": { permissions: READ_AND_AWS, environment: "${{ matrix.stack }}-read" },
  "pull-request.yml: comment": { permissions: { "pull-requests": "write" } },
  "deploy.yml: checks": READ,
  // These two only pass their rights on.
  "deploy.yml: staging": { permissions: READ_AND_AWS },
  "deploy.yml: production": { permissions: READ_AND_AWS },
  "deploy-stack.yml: up": { permissions: READ_AND_AWS, environment: "${{ inputs.stack }}" },
  "drift.yml: drift": { permissions: { ...READ_AND_AWS, issues: "write" }, environment: "${{ matrix.stack }}-read" },
};

/** Events that never run a fork's code with this repository's rights. */
const TRIGGERS = ["pull_request", "push", "schedule", "workflow_call", "workflow_dispatch"];

const OWN_BRANCH = "github.event.pull_request.head.repo.full_name == github.repository";
const ON_MAIN = "github.ref == 'refs/heads/main'";

/** A job of which a fork's code must get nothing: one that may write, or get AWS credentials. */
function isPrivileged({ permissions = {} }: Job): boolean {
  return Object.values(permissions).includes("write");
}

function environmentName({ environment }: Job): string | undefined {
  return typeof environment === "object" ? environment.name : environment;
}

function packageJson(): { scripts: Record<string, string>; engines: { node: string } } {
  return JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8")) as ReturnType<typeof packageJson>;
}

/** What stands behind `uses:`, with the comment; without the project's own actions and workflows. */
function actionsOf(files: readonly WorkflowFile[]): readonly { path: string; action: string }[] {
  return files
    .flatMap(({ path, text }) => [...text.matchAll(/\buses: *(.+)$/gm)].map(([, action = ""]) => ({ path, action })))
    .filter(({ action }) => !action.startsWith("./"));
}

/** Commands of a script that run Pulumi's preview or up, each on one line. */
function deployments(run = ""): readonly string[] {
  return run.split("\n").filter((line) => /\bpulumi (preview|up)\b/.test(line));
}

/** What the output of Pulumi is piped through first. */
const MASKED = "2>&1 | node --require tsx/cjs scripts/mask-output.ts";

/** Every rule by what it guards. */
export const rules: Readonly<Record<string, Rule>> = {
  "pins every action by commit, with its version beside it": (files) =>
    actionsOf(files)
      .filter(({ action }) => !/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))
      .map(({ path, action }) => `${path}: ${action} is not pinned as owner/name@<commit> # vX.Y.Z`),

  "pins an action at one commit": (files) => {
    const pins = new Map<string, string>();
    return actionsOf(files).flatMap(({ path, action }) => {
      const [, name = "", pin = ""] = /^([\w-]+\/[\w-]+)[^@]*@(.*)$/.exec(action) ?? [];
      const first = pins.get(name) ?? pin;
      pins.set(name, first);
      return pin === first ? [] : [`${path}: ${name} is at ${pin} here and at ${first} elsewhere`];
    });
  },

  "uses only actions and workflows of the project that exist": (files) =>
    [
      ...steps(files).map(({ name, step }) => ({ name, uses: step.uses })),
      ...jobs(files).map(({ name, job }) => ({ name, uses: job.uses })),
    ]
      .filter(
        ({ uses }) =>
          uses?.startsWith("./") &&
          !files.some(({ path }) =>
            [`./.github/${path}`, `./.github/${path}`.replace(/\/action\.yml$/, "")].includes(uses),
          ),
      )
      .map(({ name, uses }) => `${name}: ${uses} does not exist`),

  "gives each job the rights it needs, and no workflow any": (files) => [
    ...files
      .filter(({ content }) => content.jobs !== undefined && !isDeepStrictEqual(content.permissions, {}))
      .map(({ path }) => `${path}: permissions have to be {}`),
    ...jobs(files)
      .map(({ name, job }) => ({
        name,
        has: { permissions: job.permissions, environment: environmentName(job) },
        may: { environment: undefined, ...RIGHTS[name] },
      }))
      .filter(({ has, may }) => !isDeepStrictEqual(has, { permissions: may.permissions, environment: may.environment }))
      .map(({ name, has, may }) => `${name} has ${JSON.stringify(has)} and may have ${JSON.stringify(may)}`),
  ],

  "knows no secret: AWS trusts the environment, GitHub's own token is enough for the rest": (files) =>
    files.filter(({ text }) => /\bsecrets\s*[.[:]/.test(text)).map(({ path }) => `${path} uses a secret`),

  "starts on nothing that runs a fork's code with rights": (files) =>
    files.flatMap(({ path, content }) =>
      Object.keys(content.on ?? {})
        .filter((event) => !TRIGGERS.includes(event))
        .map((event) => `${path} starts on ${event}`),
    ),

  "gives a fork's code no right": (files) =>
    jobs(files)
      .filter(({ file, job }) => "pull_request" in (file.content.on ?? {}) && isPrivileged(job))
      .filter(({ job }) => !job.if?.includes(OWN_BRANCH) || job.if.includes("||"))
      .map(({ name }) => `${name} runs for forks as well`),

  "runs none of the pull request's code where it may write to it": (files) =>
    jobs(files)
      .filter(({ job }) => job.permissions?.["pull-requests"] === "write")
      .filter(({ job }) =>
        job.steps?.some(({ uses }) => uses?.startsWith("./") || uses?.startsWith("actions/checkout@")),
      )
      .map(({ name }) => `${name} checks code out`),

  "keeps no credentials in a checkout": (files) =>
    steps(files)
      .filter(({ step }) => step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false)
      .map(({ name }) => `${name}: persist-credentials has to be false`),

  "hands values to scripts by the environment, where they cannot become commands": (files) =>
    steps(files)
      .filter(({ step }) => step.run?.includes("${{"))
      .map(({ name }) => `${name}: an expression in a script`),

  // GitHub's own default is a shell without pipefail: `pulumi preview | tee` would be green whatever Pulumi says.
  "fails where a part of a pipe fails": (files) =>
    files
      .filter(({ content }) =>
        Object.values(content.jobs ?? {}).some((job) => job.steps?.some(({ run }) => run !== undefined)),
      )
      .filter(({ content }) => content.defaults?.run.shell !== "bash")
      .map(({ path }) => `${path}: defaults.run.shell has to be bash`),

  "takes nothing from a cache into a job with AWS credentials": (files) => {
    const privileged = jobs(files)
      .filter(({ job }) => job.permissions?.["id-token"] === "write")
      .flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, step })));
    // The project's own actions that these jobs use.
    const used = privileged.map(({ step }) => step.uses ?? "").filter((uses) => uses.startsWith("./"));
    const connecting = steps(
      files.filter(({ path }) => used.includes(`./.github/${path.replace(/\/action\.yml$/, "")}`)),
    );
    return [...privileged, ...connecting]
      .filter(
        ({ step }) =>
          step.uses?.startsWith("actions/cache/") ||
          step.uses === "./.github/actions/tools" ||
          step.with?.["cache"] !== undefined,
      )
      .map(({ name }) => `${name} uses a cache`);
  },

  "deploys main only, one run at a time for a stack, and never cancels one": (files) =>
    jobs(files)
      .filter(({ job }) => job.steps?.some(({ run }) => /\bpulumi up\b/.test(run ?? "")))
      .flatMap(({ name, job: { if: condition, concurrency } }) => [
        ...(condition === ON_MAIN ? [] : [`${name} deploys other branches than main`]),
        ...(concurrency?.group === "deploy-${{ inputs.stack }}"
          ? []
          : [`${name} has no concurrency group for its stack`]),
        ...(concurrency?.["cancel-in-progress"] === false ? [] : [`${name} may be cancelled`]),
      ]),

  "previews and deploys with the policy pack, whose limits are not loosened": (files) => [
    ...steps(files).flatMap(({ name, step }) =>
      deployments(step.run)
        .filter((line) => !/ --policy-pack policies /.test(`${line} `))
        .map(() => `${name}: --policy-pack policies is missing`),
    ),
    ...files
      .filter(({ text }) => /policy-pack-config|policyPackConfigs/.test(text))
      .map(({ path }) => `${path} configures the policies`),
    // By the action Pulumi would run without the flags that the rules above look for.
    ...steps(files)
      .filter(({ step }) => step.uses?.startsWith("pulumi/actions@") && step.with?.["command"] !== undefined)
      .map(({ name }) => `${name}: the action may only install Pulumi`),
  ],

  "shows no value of a resource, which may be a secret in the wrong place": (files) => [
    ...steps(files)
      .filter(({ step }) => /\bpulumi .*--diff\b/.test(step.run ?? ""))
      .map(({ name }) => `${name}: --diff prints every value`),
    // An error of a provider may repeat a value, too.
    ...steps(files)
      .filter(({ step }) =>
        (step.run ?? "")
          .split("\n")
          .some((line) => /\bpulumi (preview|up|refresh|destroy)\b/.test(line) && !line.includes(MASKED)),
      )
      .map(({ name }) => `${name}: the output has to pass scripts/mask-output.ts first`),
  ],

  "runs the Pulumi that the tests run": (files) => {
    const wanted = catalogue.find(({ name }) => name === "pulumi")?.version;
    return steps(files)
      .filter(({ step }) => step.uses?.startsWith("pulumi/actions@") && step.with?.["pulumi-version"] !== wanted)
      .map(({ name, step }) => `${name}: Pulumi ${step.with?.["pulumi-version"]} instead of ${wanted}`);
  },

  "tests every line of Node that package.json names, and runs on one of them": (files) => {
    const lines = [...packageJson().engines.node.matchAll(/(\d+)\.\d+\.\d+/g)].map(([, major]) => Number(major));
    const matrices = jobs(files).flatMap(({ name, job }) =>
      job.strategy?.matrix["node"] === undefined ? [] : [{ name, node: job.strategy.matrix["node"] }],
    );
    return [
      ...matrices
        .filter(({ node }) => !isDeepStrictEqual(node, lines))
        .map(({ name, node }) => `${name} tests Node ${node.join(", ")} instead of ${lines.join(", ")}`),
      ...steps(files)
        .filter(({ step }) => step.uses?.startsWith("actions/setup-node@"))
        .filter(
          ({ step }) =>
            step.with?.["node-version"] !== "${{ matrix.node }}" &&
            !lines.includes(Number(step.with?.["node-version"])),
        )
        .map(({ name, step }) => `${name}: Node ${step.with?.["node-version"]} is none of ${lines.join(", ")}`),
    ];
  },

  "runs npm scripts and files that exist": (files) => {
    const { scripts } = packageJson();
    return steps(files).flatMap(({ name, step: { run = "", with: options = {} } }) => [
      ...[...run.matchAll(/\bnpm (?:run )?([\w:]+)/g)]
        .filter(([, script = ""]) => scripts[script] === undefined)
        .map(([, script]) => `${name}: there is no npm script ${script}`),
      ...[
        ...run.matchAll(/\bscripts\/[\w.-]+/g),
        ...[options["go-version-file"] ?? "package.json"].map((file) => [String(file)]),
      ]
        .filter(([file = ""]) => !existsSync(join(PROJECT_FOLDER, file)))
        .map(([file]) => `${name}: there is no file ${file}`),
    ]);
  },

  "previews, deploys and compares every stack": (files) => {
    const wanted = stackNames(PROJECT_FOLDER);
    const matrices = jobs(files).flatMap(({ name, job }) =>
      job.strategy?.matrix["stack"] === undefined ? [] : [{ name, stacks: job.strategy.matrix["stack"] }],
    );
    const called = files
      .map((file) => ({ name: file.path, stacks: jobs([file]).flatMap(({ job }) => job.with?.["stack"] ?? []) }))
      .filter(({ stacks }) => stacks.length > 0);
    return [...matrices, ...called]
      .filter(({ stacks }) => !isDeepStrictEqual([...stacks].sort(), wanted))
      .map(({ name, stacks }) => `${name} has the stacks ${stacks.join(", ")} instead of ${wanted.join(", ")}`);
  },

  "ends every job that hangs": (files) =>
    jobs(files)
      .filter(({ job }) => job.steps !== undefined && job["timeout-minutes"] === undefined)
      .map(({ name }) => `${name} has no timeout-minutes`),

  "keeps the built tools from where they are built to": (files) => {
    const wanted = toolsFolder(cacheFolder({}, "~"));
    return steps(files)
      .filter(({ step }) => step.uses?.startsWith("actions/cache/") && step.with?.["path"] !== wanted)
      .map(({ name, step }) => `${name}: ${step.with?.["path"]} instead of ${wanted}`);
  },

  "tests pull requests with built tools, and every night with released ones": (files) => {
    const names = (job: Job) => (job.steps ?? []).map(({ uses = "", run = "" }) => uses + run);
    return [
      ...files
        .filter(
          ({ path, text }) => path === "actions/tools/action.yml" && !text.includes("MONITORING_TOOLS_RELEASES=none"),
        )
        .map(({ path }) => `${path} takes releases`),
      ...jobs(files)
        .filter(({ job }) => names(job).some((name) => /\bnpm (test|run (test:long|test:all|tools|up))\b/.test(name)))
        .filter(({ name, job }) => {
          const wanted =
            name === "released-tools.yml: test" ? "npm run tools -- --released" : "./.github/actions/tools";
          return !names(job).includes(wanted);
        })
        .map(({ name }) => `${name} uses other tools than the built ones, or than the released ones of the night`),
    ];
  },

  "finds the comment of an earlier push by its first line": (files) =>
    steps(files)
      .filter(
        ({ step }) => step.run?.includes("gh pr comment") && step.env?.["MARKER"] !== marker("${{ matrix.stack }}"),
      )
      .map(({ name }) => `${name}: MARKER has to be ${marker("${{ matrix.stack }}")}`),
};
