import assert from "node:assert/strict";
import { rules } from "./rules";
import { workflowFile, workflowFiles, type WorkflowFile } from "./read";

const project = workflowFiles();

/** The project's files with a text in one of them replaced everywhere. */
function broken(path: string, from: string, to: string): readonly WorkflowFile[] {
  return project.map((file) => {
    if (file.path !== path) return file;
    assert.ok(file.text.includes(from), `${path} does not contain ${from}`);
    return workflowFile(path, file.text.replaceAll(from, to));
  });
}

/** Everything that every rule finds. */
function findings(files: readonly WorkflowFile[]): readonly string[] {
  return Object.values(rules).flatMap((rule) => rule(files));
}

const PULL_REQUEST = "workflows/pull-request.yml";
const DEPLOY_STACK = "workflows/deploy-stack.yml";
const CHECKS = "workflows/checks.yml";
const STACK = "actions/stack/action.yml";
const TOOLS = "actions/tools/action.yml";
const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";

/** What is broken, where, the text and what replaces it, and what is then said. */
const mutations: readonly [what: string, path: string, from: string, to: string, said: RegExp][] = [
  [
    "an action by its tag",
    CHECKS,
    `${CHECKOUT} # v7.0.1`,
    "actions/checkout@v7.0.1",
    /checkout@v7\.0\.1 is not pinned/,
  ],
  ["a commit without its version", CHECKS, `${CHECKOUT} # v7.0.1`, CHECKOUT, /is not pinned/],
  [
    "a shortened commit",
    STACK,
    "8e5e406f4007fca908480587cb9893c07090f58d",
    "8e5e406",
    /pulumi\/actions@8e5e406 # v7\.0\.0 is not pinned/,
  ],
  [
    "a second commit of an action",
    DEPLOY_STACK,
    CHECKOUT,
    CHECKOUT.replace("3d3c", "4d3c"),
    /actions\/checkout is at 3d3c\S+ # v7\.0\.1 here and at 4d3c|at 4d3c\S+ # v7\.0\.1 here and at 3d3c/,
  ],
  [
    "an action of the project that is missing",
    DEPLOY_STACK,
    "./.github/actions/stack",
    "./.github/actions/stak",
    /actions\/stak does not exist/,
  ],
  [
    "a workflow of the project that is missing",
    "workflows/deploy.yml",
    "deploy-stack.yml",
    "deploy-stak.yml",
    /deploy-stak\.yml does not exist/,
  ],
  [
    "rights for a whole workflow",
    "workflows/deploy.yml",
    "permissions: {}",
    "permissions:\n  contents: write",
    /workflows\/deploy\.yml: permissions have to be \{\}/,
  ],
  [
    "no rights given, so GitHub's default",
    CHECKS,
    "permissions: {}\n",
    "",
    /workflows\/checks\.yml: permissions have to be \{\}/,
  ],
  [
    "one right too many",
    PULL_REQUEST,
    "      id-token: write\n",
    "      id-token: write\n      pull-requests: write\n",
    /pull-request\.yml: preview has .*"pull-requests":"write".* and may have/,
  ],
  [
    "AWS credentials for the tests",
    CHECKS,
    "      contents: read\n",
    "      contents: read\n      id-token: write\n",
    /checks\.yml: test has/,
  ],
  [
    "the deploying environment in a pull request",
    PULL_REQUEST,
    "name: ${{ matrix.stack }}-read",
    "name: ${{ matrix.stack }}",
    /pull-request\.yml: preview has .*"environment"/,
  ],
  [
    "a secret",
    STACK,
    "role-to-assume: ${{ inputs.role-arn }}",
    "aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}",
    /actions\/stack\/action\.yml uses a secret/,
  ],
  [
    "all secrets passed on",
    "workflows/deploy.yml",
    "    with:\n      stack: staging",
    "    secrets: inherit\n    with:\n      stack: staging",
    /workflows\/deploy\.yml uses a secret/,
  ],
  [
    "a start with a fork's code and the repository's rights",
    PULL_REQUEST,
    "  pull_request:\n",
    "  pull_request_target:\n",
    /starts on pull_request_target/,
  ],
  ["a start after another workflow", PULL_REQUEST, "  pull_request:\n", "  workflow_run:\n", /starts on workflow_run/],
  [
    "a preview without a guard",
    PULL_REQUEST,
    "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
    "",
    /pull-request\.yml: preview runs for forks as well/,
  ],
  [
    "a comment without a guard",
    PULL_REQUEST,
    " && github.event.pull_request.head.repo.full_name == github.repository",
    "",
    /pull-request\.yml: comment runs for forks as well/,
  ],
  [
    "a guard with a way around it",
    PULL_REQUEST,
    "    if: github.event.pull_request.head",
    "    if: github.actor == 'me' || github.event.pull_request.head",
    /preview runs for forks as well/,
  ],
  [
    "code in the job that comments",
    PULL_REQUEST,
    "      - uses: actions/download-artifact",
    `      - uses: ${CHECKOUT} # v7.0.1\n      - uses: actions/download-artifact`,
    /comment checks code out/,
  ],
  [
    "a checkout that keeps its credentials",
    PULL_REQUEST,
    "persist-credentials: false",
    "persist-credentials: true",
    /persist-credentials has to be false/,
  ],
  [
    "a checkout with the default",
    DEPLOY_STACK,
    "        with:\n          persist-credentials: false\n",
    "",
    /persist-credentials has to be false/,
  ],
  [
    "a pull request's title in a script",
    PULL_REQUEST,
    '"$OUTCOME"',
    '"${{ github.event.pull_request.title }}"',
    /Comment: an expression in a script/,
  ],
  [
    "a branch's name in a script",
    PULL_REQUEST,
    "origin/main",
    "origin/${{ github.head_ref }}",
    /Report: an expression in a script/,
  ],
  [
    "a shell that overlooks what fails in a pipe",
    PULL_REQUEST,
    "    shell: bash",
    "    shell: sh",
    /workflows\/pull-request\.yml: defaults\.run\.shell has to be bash/,
  ],
  [
    "the default shell",
    DEPLOY_STACK,
    "defaults:\n  run:\n    shell: bash\n",
    "",
    /workflows\/deploy-stack\.yml: defaults\.run\.shell has to be bash/,
  ],
  ["a cache beside AWS credentials", STACK, "node-version: 22", "node-version: 22\n        cache: npm", /uses a cache/],
  [
    "the tests' tools beside AWS credentials",
    DEPLOY_STACK,
    "./.github/actions/stack",
    "./.github/actions/tools",
    /uses a cache/,
  ],
  [
    "deployments that are not in turn",
    DEPLOY_STACK,
    "group: deploy-${{ inputs.stack }}",
    "group: ${{ github.run_id }}",
    /no concurrency group for its stack/,
  ],
  [
    "deployments that are cancelled",
    DEPLOY_STACK,
    "cancel-in-progress: false",
    "cancel-in-progress: true",
    /may be cancelled/,
  ],
  [
    "deployments of any branch",
    DEPLOY_STACK,
    "if: github.ref == 'refs/heads/main'",
    "if: github.ref != ''",
    /deploys other branches than main/,
  ],
  [
    "a preview without policies",
    PULL_REQUEST,
    " --policy-pack policies",
    "",
    /Preview: --policy-pack policies is missing/,
  ],
  [
    "a deployment without policies",
    DEPLOY_STACK,
    " --policy-pack policies",
    "",
    /Up: --policy-pack policies is missing/,
  ],
  [
    "other policies",
    DEPLOY_STACK,
    "--policy-pack policies",
    "--policy-pack policies-of-mine",
    /Up: --policy-pack policies is missing/,
  ],
  [
    "loosened policies",
    DEPLOY_STACK,
    "--policy-pack policies",
    "--policy-pack policies --policy-pack-config loose.json",
    /configures the policies/,
  ],
  [
    "a preview that prints every value",
    PULL_REQUEST,
    "pulumi preview --stack",
    "pulumi preview --diff --stack",
    /Preview: --diff prints every value/,
  ],
  [
    "a comparison that prints every value",
    "workflows/drift.yml",
    "--preview-only",
    "--preview-only --diff",
    /Compare: --diff prints every value/,
  ],
  [
    "a preview whose errors may repeat a value",
    PULL_REQUEST,
    " | node --require tsx/cjs scripts/mask-output.ts",
    "",
    /Preview: the output has to pass scripts\/mask-output\.ts first/,
  ],
  [
    "a deployment whose errors may repeat a value",
    DEPLOY_STACK,
    " 2>&1 |",
    " |",
    /Up: the output has to pass scripts\/mask-output\.ts first/,
  ],
  [
    "a comparison whose output is masked too late",
    "workflows/drift.yml",
    "2>&1 | node --require tsx/cjs scripts/mask-output.ts | tee drift.txt",
    "2>&1 | tee drift.txt | node --require tsx/cjs scripts/mask-output.ts",
    /Compare: the output has to pass/,
  ],
  [
    "a deployment by the action",
    STACK,
    "pulumi-version: 3.250.0",
    "pulumi-version: 3.250.0\n        command: up",
    /may only install Pulumi/,
  ],
  [
    "another Pulumi",
    STACK,
    "pulumi-version: 3.250.0",
    "pulumi-version: 3.249.0",
    /Pulumi 3\.249\.0 instead of 3\.250\.0/,
  ],
  [
    "a line of Node that is not tested",
    CHECKS,
    "node: [20, 22]",
    "node: [22]",
    /quick tests Node 22 instead of 20, 22/,
  ],
  ["a Node that is not supported", STACK, "node-version: 22", "node-version: 18", /Node 18 is none of 20, 22/],
  ["an npm script that is missing", CHECKS, "npm run check", "npm run chek", /there is no npm script chek/],
  [
    "a script that is missing",
    STACK,
    "scripts/stack-settings.ts",
    "scripts/stack-setting.ts",
    /there is no file scripts\/stack-setting\.ts/,
  ],
  [
    "a module of Go that is missing",
    TOOLS,
    "modules/etcd/go.mod",
    "modules/etc/go.mod",
    /there is no file sandbox\/tools\/modules\/etc\/go\.mod/,
  ],
  ["a dependency with its install scripts", STACK, "node scripts/install.cjs", "npm ci", /there is no npm script ci/],
  [
    "a stack that nobody previews",
    PULL_REQUEST,
    "stack: [staging, production]",
    "stack: [staging]",
    /pull-request\.yml: preview has the stacks staging instead of production, staging/,
  ],
  [
    "a stack that nobody deploys",
    "workflows/deploy.yml",
    "stack: production",
    "stack: staging",
    /deploy\.yml has the stacks staging, staging instead of/,
  ],
  [
    "a stack that nobody compares",
    "workflows/drift.yml",
    "stack: [staging, production]",
    "stack: [production]",
    /drift\.yml: drift has the stacks production instead of/,
  ],
  [
    "a job without an end",
    "workflows/drift.yml",
    "    timeout-minutes: 30\n",
    "",
    /drift\.yml: drift has no timeout-minutes/,
  ],
  [
    "a cache of another folder",
    TOOLS,
    "path: ~/.cache/qualisys-monitoring/tools",
    "path: ~/.cache/qualisys-monitoring",
    /instead of ~\/\.cache\/qualisys-monitoring\/tools/,
  ],
  [
    "pull requests that are tested with releases",
    TOOLS,
    "MONITORING_TOOLS_RELEASES=none",
    "MONITORING_TOOLS_OFFLINE=1",
    /actions\/tools\/action\.yml takes releases/,
  ],
  [
    "tests without the built tools",
    CHECKS,
    "./.github/actions/tools",
    "./.github/actions/stack",
    /checks\.yml: test uses other tools than the built ones/,
  ],
  [
    "a night on which tools may be built",
    "workflows/released-tools.yml",
    "npm run tools -- --released",
    "npm run tools",
    /released-tools\.yml: test uses other tools/,
  ],
  [
    "a comment that is not found again",
    PULL_REQUEST,
    "<!-- monitoring:${{ matrix.stack }} -->",
    "<!-- ${{ matrix.stack }} -->",
    /MARKER has to be <!-- monitoring:/,
  ],
];

describe("a workflow", () => {
  for (const [guard, rule] of Object.entries(rules)) {
    it(guard, () => assert.deepEqual(rule(project), []));
  }
});

describe("the rules of the workflows", () => {
  for (const [what, path, from, to, said] of mutations) {
    it(`find ${what}`, () => assert.match(findings(broken(path, from, to)).join("\n"), said));
  }

  it("are each shown to find something", () => {
    const copies = mutations.map(([, path, from, to]) => broken(path, from, to));
    assert.deepEqual(
      Object.entries(rules)
        .filter(([, rule]) => copies.every((files) => rule(files).length === 0))
        .map(([guard]) => guard),
      [],
    );
  });
});
