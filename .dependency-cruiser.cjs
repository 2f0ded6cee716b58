/**
 * Which folder may import which: `npm run check` compares every import with this table.
 *
 * A folder that is not named in a row may not be imported there, so the table is the whole picture. Each row names only
 * folders of rows above it: this is what keeps loops between folders out.
 *
 * See https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md
 */

/**
 * The layers, from the ground up: the folder, what lies in it, and which other folders it imports.
 *
 * A folder inside another one's is a layer of its own. Files of the project's folder are in the layer `.`.
 */
const LAYERS = [
  // What knows nothing of monitoring.
  ["common", "small functions without a subject of their own", []],
  ["units", "durations, sizes and quantities", []],
  ["secrets", "what a secret looks like, and how it is masked", []],
  ["markdown", "Markdown for GitHub, from a syntax tree", []],
  ["promql", "PromQL as a tree, by Prometheus' own grammar", []],
  ["start", "how the program's TypeScript is loaded", []],
  ["instrumentation", "the package for the applications, published on its own", []],

  // What the stack file says.
  ["chart-values", "types and checks of the Helm chart's values", ["common"]],
  ["config/fields", "what one value of the configuration may be", ["common", "units", "secrets"]],
  ["exporters", "the kinds of exporters", ["config/fields"]],
  ["naming", "names and labels of everything that is deployed", ["exporters"]],
  [
    "config",
    "the configuration as a whole",
    ["common", "units", "secrets", "chart-values", "config/fields", "exporters", "naming"],
  ],

  // What is measured. Alerts and dashboards do not know each other; the links join them.
  ["queries", "queries that alerts and dashboards share", ["instrumentation", "naming", "config"]],
  ["alerts", "alerts and recording rules", ["common", "exporters", "naming", "config", "queries"]],
  ["dashboards", "dashboards", ["common", "config", "queries"]],
  ["links", "links from alerts to panels", ["dashboards"]],

  // What is deployed.
  [
    "components",
    "Pulumi components",
    ["units", "secrets", "chart-values", "config/fields", "exporters", "naming", "config", "alerts", "dashboards"],
  ],
  [".", "the Pulumi program", ["start", "exporters", "config", "dashboards", "links", "components"]],
  [
    "policies",
    "the policy pack, which checks whatever is deployed",
    ["common", "units", "secrets", "start", "chart-values"],
  ],

  // What looks at it.
  ["render", "the objects of a stack as files", ["common", "secrets", "config", "."]],
  [
    "report",
    "what a change deploys, for reviewers",
    ["common", "markdown", "promql", "secrets", "config", "components", "render"],
  ],

  [
    "verify",
    "the acceptance criteria, executed against a deployment",
    ["common", "units", "secrets", "exporters", "naming", "config", "queries", "alerts", "dashboards", "components"],
  ],

  // What is used in development only.
  ["sandbox/live/console/page", "the console's page in the browser", []],
  [
    "sandbox/live/console",
    "the receiver of messages, the stand-ins beside the cluster, and their page, in one process",
    ["units", "sandbox/live/console/page"],
  ],
  [
    "sandbox",
    "the embedded cluster, and the tools of the tests",
    [
      "common",
      "units",
      "secrets",
      "instrumentation",
      "chart-values",
      "config/fields",
      "exporters",
      "naming",
      "config",
      "sandbox/live/console",
    ],
  ],
  ["cli", "the commands", ["common", "secrets", "config", "render", "report", "verify", "sandbox"]],
  [
    "scripts",
    "generators, and helpers of the workflows",
    [
      "common",
      "markdown",
      "promql",
      "secrets",
      "chart-values",
      "config/fields",
      "exporters",
      "config",
      "queries",
      "alerts",
      "policies",
      "render",
      "sandbox",
    ],
  ],
  ["test", "tests", "everything"],
  ["bench", "measurements", "everything"],
];

/** Layers that run where `devDependencies` are installed; the others are the program, its policy pack and the published package. */
const DEVELOPMENT = [
  "markdown",
  "promql",
  "render",
  "report",
  "verify",
  "sandbox/live/console/page",
  "sandbox/live/console",
  "sandbox",
  "cli",
  "scripts",
  "test",
  "bench",
];

const folders = LAYERS.map(([folder]) => folder);

for (const [index, [folder, , imports]] of LAYERS.entries()) {
  const wrong = imports === "everything" ? [] : imports.filter((other) => !folders.slice(0, index).includes(other));
  if (wrong.length > 0)
    throw new Error(`.dependency-cruiser.cjs: ${folder} imports ${wrong.join(", ")}, which no row above it names.`);
}

/** The regular expression of a layer's files; what is a layer of its own inside of it is left out. */
function filesOf(folder) {
  if (folder === ".") return "^[^/]+$";
  const inner = folders
    .filter((other) => other.startsWith(`${folder}/`))
    .map((other) => `${other.slice(folder.length + 1)}/`);
  return inner.length === 0 ? `^${folder}/` : `^${folder}/(?!${inner.join("|")})`;
}

const layerRules = LAYERS.filter(([, , imports]) => imports !== "everything").map(([folder, what, imports]) => ({
  name: `layers: ${folder === "." ? "the program" : `${folder}/`}`,
  comment: `${what}: imports ${imports.length === 0 ? "nothing of the project's other folders" : imports.join(", ")}. To import more, move the code, or change the table in .dependency-cruiser.cjs.`,
  severity: "error",
  from: { path: filesOf(folder) },
  to: {
    pathNot: [...[folder, ...imports].map(filesOf), "^node_modules/"],
    dependencyTypesNot: ["core"],
    couldNotResolve: false,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "no-cycles",
      comment:
        "Two files that import each other, types included, can only be read, tested and moved together. Move what both need into a third one.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every-file-has-a-layer",
      comment: "A new folder needs its row in the table of .dependency-cruiser.cjs, or nothing is checked in it.",
      severity: "error",
      from: { pathNot: LAYERS.map(([folder]) => filesOf(folder)) },
      to: {},
    },
    {
      name: "exporters-by-their-registry",
      comment:
        "A kind of exporter is one folder and one line of exporters/registry.ts. A file that imports a side of one kind would have to change for the next kind. Alerts on PostgreSQL, and the sandbox's servers, are about one kind anyway.",
      severity: "error",
      from: { pathNot: ["^exporters/", "^alerts/database/", "^sandbox/live/databases/", "^test/", "^bench/"] },
      to: { path: "^exporters/([^/]+/|registry)" },
    },
    {
      name: "no-development-packages",
      comment:
        "The program and the policy pack are installed without devDependencies where they run. Types are gone by then.",
      severity: "error",
      from: { pathNot: DEVELOPMENT.map(filesOf) },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-undeclared-packages",
      comment:
        "The package is installed for another one only, and may be gone with its next version: add it to package.json. gRPC and protobuf have to be the copies that the Pulumi SDK itself uses.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], pathNot: "^node_modules/(@grpc/grpc-js|google-protobuf)/" },
    },
    {
      name: "nothing-unresolvable",
      comment: "The import leads to no file and no package.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Imports of types count: who reads a file has to read them as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    // What a package imports is its own affair.
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^instrumentation/dist/", "^out/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["main", "types"],
    },
    // The instrumentation has a package.json of its own; what its sources are compiled with is in the project's.
    combinedDependencies: true,
    // A worktree may link to the packages of another one.
    preserveSymlinks: true,
  },
};
