/** renovate.json finds what it is meant to raise: every version behind a comment, and nothing of another name. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHART_NAME, CHART_REPOSITORY, CHART_VERSION } from "../../chart-values/version";
import { postgres, redis } from "../../exporters/registry";
import { catalogue } from "../../sandbox/tools/catalogue";
import { devDependencies, dependencies } from "../../package.json";
import { PROJECT_FOLDER, workflowFiles } from "./read";

interface CustomManager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly extractVersionTemplate?: string;
  readonly registryUrlTemplate?: string;
}

interface PackageRule {
  readonly matchManagers?: readonly string[];
  readonly matchPackageNames?: readonly string[];
  readonly matchDepNames?: readonly string[];
  readonly allowedVersions?: string;
  readonly enabled?: boolean;
}

const { customManagers, packageRules } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "renovate.json"), "utf8")) as {
  readonly customManagers: readonly CustomManager[];
  readonly packageRules: readonly PackageRule[];
};

/** A version that Renovate finds. */
interface Found {
  readonly file: string;
  readonly datasource: string;
  readonly name: string;
  readonly version: string;
}

/** The files that git knows, or would take. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: PROJECT_FOLDER,
  encoding: "utf8",
})
  .trim()
  .split("\n");

/** What a manager finds in the project's files; its patterns are regular expressions between slashes. */
function found({ managerFilePatterns, matchStrings }: CustomManager): readonly Found[] {
  const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
  return files
    .filter((file) => patterns.some((pattern) => pattern.test(file)))
    .flatMap((file) => {
      const text = readFileSync(join(PROJECT_FOLDER, file), "utf8");
      return matchStrings.flatMap((expression) =>
        [...text.matchAll(new RegExp(expression, "g"))].map(
          ({ groups: { datasource = "", depName = "", currentValue = "" } = {} }) => ({
            file,
            datasource,
            name: depName,
            version: currentValue,
          }),
        ),
      );
    });
}

const named = ({ datasource, name, version }: Found): string => `${datasource} ${name} ${version}`;

/** Tag of an image. */
const tagOf = (image: string): string => image.slice(image.lastIndexOf(":") + 1);

describe("Renovate", () => {
  const [tools = [], pins = [], chart = []] = customManagers.map(found);

  it("finds each tool of the sandbox, and the engine of the workflows", () => {
    const versions = tools.map(({ file, version }) => `${file} ${version}`);
    const engine = catalogue.find(({ name }) => name === "pulumi")?.version;
    assert.deepEqual(versions, [
      `.github/actions/stack/action.yml ${engine}`,
      ...catalogue.map(({ version }) => `sandbox/tools/catalogue.ts ${version}`),
    ]);
    const repositories = tools
      .filter(({ file }) => file === "sandbox/tools/catalogue.ts")
      .map(({ name }) => name.replace(/^.*\//, "").replace("_", "-"));
    assert.deepEqual(
      repositories,
      catalogue.map(({ name }) => name.replace("-resource-", "-")),
    );
    assert.equal(customManagers[0]?.extractVersionTemplate, "^v(?<version>.+)$");
  });

  it("finds the images of the exporters and the versions of the fake providers", () => {
    const database = { name: "a", credentials: "a/b", database: "a", sslMode: "disable", caBundle: "system" } as const;
    const images = [
      postgres.pod(postgres.config.item.parse(database)),
      redis.pod(redis.config.item.parse({ name: "a", host: "a.b" })),
    ].map(({ image }) => image);
    assert.deepEqual(pins.map(named), [
      ...images.map((image) => `docker ${image.slice(0, image.lastIndexOf(":"))} ${tagOf(image)}`),
      ...(["@pulumi/aws", "@pulumi/random"] as const).map((name) => `npm ${name} ${dependencies[name]}`),
    ]);
  });

  it("finds the chart in its repository", () => {
    assert.deepEqual(chart.map(named), [`helm ${CHART_NAME} ${CHART_VERSION}`]);
    assert.equal(customManagers[2]?.registryUrlTemplate, CHART_REPOSITORY);
  });

  it("misses no comment", () => {
    const comments = files
      .filter((file) => /\.(ts|yml|yaml)$/.test(file) && !file.startsWith("test/"))
      .flatMap((file) => {
        const text = readFileSync(join(PROJECT_FOLDER, file), "utf8");
        return [...text.matchAll(/(?:\/\/|#) renovate: /g)].map(() => file);
      });
    assert.deepEqual([...tools, ...pins, ...chart].map(({ file }) => file).sort(), comments.sort());
  });

  it("raises the Go modules that the tools are", () => {
    const names = packageRules.flatMap(({ matchManagers, enabled, matchPackageNames = [] }) =>
      matchManagers?.[0] === "gomod" && enabled === true ? matchPackageNames : [],
    );
    const required = catalogue.flatMap(({ name }) =>
      [
        ...readFileSync(join(PROJECT_FOLDER, "sandbox/tools/modules", name, "go.mod"), "utf8").matchAll(
          /^(?:require )?\s*(\S+) v\d/gm,
        ),
      ].map(([, path]) => path),
    );
    assert.deepEqual(
      names.filter((name) => !required.includes(name)),
      [],
    );
    // The tags of pulumi-kubernetes lack its provider: the commit is chosen by hand.
    assert.equal(names.length, catalogue.length - 1);
  });

  it("holds packages at a line that package.json is in", () => {
    const installed: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies };
    for (const { matchManagers, matchDepNames = [], allowedVersions } of packageRules.filter(
      (rule) => rule.allowedVersions !== undefined && rule.matchManagers?.[0] === "npm",
    )) {
      const limit = Number(/^<(\d+)$/.exec(allowedVersions ?? "")?.[1]);
      for (const name of matchDepNames)
        assert.equal(
          Number.parseInt((installed[name] ?? "").replace(/^.*@/, ""), 10),
          limit - 1,
          `${matchManagers?.join()} ${name}`,
        );
    }
  });

  it("sees every action with its version", () => {
    const uses = workflowFiles().flatMap(({ text }) => [...text.matchAll(/uses: ([^.\s]\S*)(.*)/g)]);
    assert.deepEqual(
      uses
        .filter(([, action = "", comment = ""]) => !/@[0-9a-f]{40}$/.test(action) || !/^ # v\d/.test(comment))
        .map(([line]) => line),
      [],
    );
  });
});
