import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { output } from "@pulumi/pulumi";
import { CHART_VERSION } from "../../chart-values/version";
import { defaultAlertSettings } from "../../config/schema/alerts";
import { secretUses } from "../../config/secret-uses";
import { ALERTMANAGER_NAME, portForward, PROMETHEUS_NAME } from "../../components/kube-prometheus-stack/addresses";
import { stackOutputs } from "../../components/kube-prometheus-stack/outputs";
import { configKeys } from "../../config/keys";
import { parseConfig } from "../../config/load";
import { readStackFile, stackNames } from "../../config/stack-file";
import { dashboardSpecs } from "../../dashboards";
import { externalLabelNames, targetLabels, jobs } from "../../naming";
import { sandboxValuesInWords } from "../../sandbox/session/overlay";
import { catalogue } from "../../sandbox/tools/catalogue";
import { DEPLOYED } from "../../sandbox/tools/release/table";
import { CONFIG_TABLE, EXAMPLE } from "../../scripts/config-reference";
import { exampleStackFile } from "../../scripts/config-example";
import { withGeneratedPart } from "../../scripts/generated-part";
import { alerts } from "../alerts/options";
import { mentionedKeys, page, pages, PROJECT_FOLDER, tableRows } from "./markdown";

/** Lines that the README may have: a newcomer reads all of it. */
const README_LINES = 200;

const { scripts } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Names of the npm scripts in a text. */
function namedScripts(text: string): readonly string[] {
  return [...text.matchAll(/npm (?:run (?:--silent )?([a-z][\w:]*(?:-\w+)*)|(test)\b)/g)].map(
    ([, script, test]) => script ?? test ?? "",
  );
}

/** The row of a table whose first cell is this text, or begins with it as code. */
function row(text: string, first: string): string {
  return (
    tableRows(text)
      .find(([cell = ""]) => cell === first || cell.split(", ").includes(`\`${first}\``))
      ?.join(" | ") ?? ""
  );
}

/** Places that name a version of the chart in prose: right behind its name, or behind what stands for it there. */
const CHART_VERSIONS =
  /(?:kube-prometheus-stack|typed and tested for|chartVersion +|of its version|--repo \S+ --version)[ \w]{0,12}?(\d+\.\d+\.\d+)/g;

describe("the documentation", () => {
  it("names the chart's version as it is pinned, in pages, comments and the own chart", () => {
    const files = execFileSync("git", ["grep", "-lE", "kube-prometheus-stack|chartVersion|version [0-9]"], {
      cwd: PROJECT_FOLDER,
      encoding: "utf8",
    })
      .trim()
      .split("\n")
      .filter((file) => !file.startsWith("test/") && file !== "chart-values/version.ts");
    const named = files.flatMap((file) =>
      [...readFileSync(join(PROJECT_FOLDER, file), "utf8").matchAll(CHART_VERSIONS)].map(
        ([, version]) => `${file}: ${version}`,
      ),
    );
    assert.ok(named.length >= 9, named.join("\n"));
    assert.deepEqual(
      named.filter((one) => !one.endsWith(`: ${CHART_VERSION}`)),
      [],
    );
  });

  it("names only npm scripts that exist", () => {
    const named = pages().flatMap(({ text }) => namedScripts(text));
    assert.ok(named.length > 10);
    assert.deepEqual(
      [...new Set(named)].filter((script) => scripts[script] === undefined),
      [],
    );
  });

  it("names only configuration keys that exist", () => {
    const keys = configKeys();
    // A group of keys (`grafana.ingress`) exists as much as its keys do; a map may hold any.
    const known = new Set(
      keys.flatMap(({ path }) => path.split(".").map((_, index, parts) => parts.slice(0, index + 1).join("."))),
    );
    const open = keys.filter(({ type }) => type === "map" || type === "secret").map(({ path }) => `${path}.`);
    const unknown = pages().flatMap(({ path, text }) =>
      mentionedKeys(text)
        .filter((key) => !known.has(key) && !open.some((prefix) => key.startsWith(prefix)))
        .map((key) => `${path}: ${key}`),
    );
    assert.deepEqual(unknown, []);
  });
});

describe("the README", () => {
  const { text } = page("README.md");

  it(`has at most ${README_LINES} lines`, () => assert.ok(text.trimEnd().split("\n").length <= README_LINES));

  it("links to every page", () =>
    assert.deepEqual(
      pages()
        .map(({ path }) => path)
        .filter((path) => path !== "README.md" && !text.includes(`](${path})`)),
      [],
    ));

  it("names every npm script, or CONTRIBUTING.md does", () => {
    const named = ["README.md", "CONTRIBUTING.md"].flatMap((path) => namedScripts(page(path).text));
    assert.deepEqual(
      Object.keys(scripts).filter((script) => !named.includes(script)),
      [],
    );
  });

  it("has a row for every folder", () => {
    const folders = readdirSync(PROJECT_FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name);
    const layout = text.split("## Layout")[1] ?? "";
    const unnamed = folders.filter(
      (name) => !["docs", "node_modules", "out", "rendered"].includes(name) && !layout.includes(`\`${name}/\``),
    );
    assert.deepEqual(unnamed, []);
  });
});

describe("docs/configuration.md", () => {
  const { text } = page("docs/configuration.md");

  it("has the table of keys as the schema is (npm run docs:config)", () =>
    assert.equal(text, withGeneratedPart(text, CONFIG_TABLE)));

  it("has an example of a stack file beside it, as the schema is (npm run docs:config)", () =>
    assert.equal(readFileSync(EXAMPLE, "utf8"), exampleStackFile()));

  it("has a meaning for every key", () =>
    assert.deepEqual(
      configKeys()
        .filter(({ description }) => description === "")
        .map(({ path }) => path),
      [],
    ));

  it("is refused where it has lost the lines around the table", () =>
    assert.throws(
      () => withGeneratedPart(text.replace("<!-- config:start -->", ""), CONFIG_TABLE),
      /docs\/configuration\.md lacks the lines <!-- config:start -->/,
    ));
});

describe("docs/first-deployment.md", () => {
  const { text } = page("docs/first-deployment.md");

  for (const stack of stackNames(PROJECT_FOLDER)) {
    it(`lists every secret of the ${stack} stack with its keys`, () => {
      const config = parseConfig(readStackFile(PROJECT_FOLDER, stack));
      const { secret, key } = config.grafana.admin.password;
      const wanted = [...secretUses(config), { id: secret, keys: key === undefined ? [] : [key] }];
      const missing = wanted.flatMap(({ id, keys }) => {
        const found = row(text, id);
        return found === ""
          ? [id]
          : keys.filter((name) => !found.includes(`\`${name}\``)).map((name) => `${id}: ${name}`);
      });
      assert.deepEqual(missing, []);
    });
  }
});

describe("docs/access.md", () => {
  const { text } = page("docs/access.md");

  it("has the port-forward commands of the outputs", () => {
    for (const command of [
      portForward("monitoring", PROMETHEUS_NAME, 9090),
      portForward("monitoring", ALERTMANAGER_NAME, 9093),
    ]) {
      assert.ok(text.includes(command), command);
    }
  });

  it("has a row for every output", () => {
    const outputs = stackOutputs({ grafanaUrl: "", namespace: "", releaseName: output(""), chartVersion: output("") });
    assert.deepEqual(
      Object.keys(outputs).filter((name) => row(text, name) === ""),
      [],
    );
  });
});

describe("docs/acceptance-criteria.md", () => {
  const { text } = page("docs/acceptance-criteria.md");
  const criteria = tableRows(text).filter(([first = ""]) => /^AC\d+$/.test(first));

  it("says how each acceptance criterion is checked", () => {
    assert.deepEqual(
      criteria.map(([first]) => first),
      Array.from({ length: 14 }, (_, index) => `AC${index + 1}`),
    );
    assert.deepEqual(
      criteria.filter((cells) => cells.length !== 3 || cells.includes("")),
      [],
    );
  });

  it("names every dashboard, and only alerts that exist", () => {
    const titles = dashboardSpecs(defaultAlertSettings()).map(({ title }) => `"${title}"`);
    assert.deepEqual(
      titles.filter((title) => !text.includes(title)),
      [],
    );
    const named = criteria
      .filter(([, second = ""]) => second.startsWith("Alert"))
      .flatMap(([, second = ""]) => [...second.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    assert.ok(named.length >= 5, named.join());
    assert.deepEqual(
      named.filter((name) => !alerts.some(({ alert }) => alert === name)),
      [],
    );
  });
});

describe("docs/labels.md", () => {
  const { text } = page("docs/labels.md");

  it("has a row for each label", () =>
    assert.deepEqual(
      [...Object.values(targetLabels), ...externalLabelNames].filter((label) => row(text, label) === ""),
      [],
    ));

  it("has a row for each job", () =>
    assert.deepEqual(
      Object.values(jobs).filter((job) => row(text, job) === ""),
      [],
    ));
});

describe("docs/sandbox.md", () => {
  const { text } = page("docs/sandbox.md");

  it("has each chart value that the sandbox sets", () =>
    assert.deepEqual(
      sandboxValuesInWords.map((line) => line.replace(/ \(.*$/, "")).filter((value) => !text.includes(`\`${value}\``)),
      [],
    ));

  it("has the deployed version of each tool that is built as another", () =>
    assert.deepEqual(
      Object.values(DEPLOYED).filter((version) => !text.includes(version)),
      [],
    ));

  it("has each tool with its version and what it is for", () => {
    const wrong = catalogue.flatMap(({ version, group, commands }) =>
      commands.filter(({ name }) => {
        const cells = tableRows(text).find(([first = ""]) => first.split(", ").includes(name));
        return cells?.[1] !== version || !cells[2]?.includes(group);
      }),
    );
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });
});
