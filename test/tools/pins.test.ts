/** What two modules compile is compiled once where the versions of it are the same: these tests hold them the same. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { catalogue, type ToolModule, type ToolModuleName } from "../../sandbox/tools/catalogue";

const modulesFolder = join(__dirname, "../../sandbox/tools/modules");

/** A dependency whose version in one module is its own affair. */
interface Exception {
  readonly module: ToolModuleName;
  readonly dependency: string;
  readonly reason: string;
}

const etcdsOwn = "etcd is built from the modules of one release, the API server's client comes from a later one";
const pulumisOwn = "the provider is written for this version and goes with the modules of one release";
const cel = "the provider asks for a newer one; the API server evaluates policies with the one it was released with";

/** A dependency of the provider (github.com/fluxcd/pkg/ssa) names types that k8s.io/api holds no more from 0.36 on. */
const older: readonly string[] = [
  "k8s.io/api",
  "k8s.io/apiextensions-apiserver",
  "k8s.io/apimachinery",
  "k8s.io/apiserver",
  "k8s.io/client-go",
  "k8s.io/component-base",
  "k8s.io/kube-openapi",
  "k8s.io/kubectl",
  "sigs.k8s.io/controller-runtime",
  "sigs.k8s.io/kustomize/api",
  "sigs.k8s.io/kustomize/kyaml",
  "sigs.k8s.io/structured-merge-diff/v6",
];

const exceptions: readonly Exception[] = [
  ...older.map((dependency) => ({
    module: "pulumi-resource-kubernetes" as const,
    dependency,
    reason: "the provider does not compile with the Kubernetes libraries of the others",
  })),
  { module: "etcd", dependency: "go.etcd.io/etcd/api/v3", reason: etcdsOwn },
  { module: "etcd", dependency: "go.etcd.io/etcd/client/pkg/v3", reason: etcdsOwn },
  { module: "etcd", dependency: "go.etcd.io/etcd/client/v3", reason: etcdsOwn },
  {
    module: "pulumi",
    dependency: "github.com/atotto/clipboard",
    reason: "Pulumi replaces it by a copy of its own",
  },
  { module: "pulumi-resource-kubernetes", dependency: "github.com/pulumi/pulumi/pkg/v3", reason: pulumisOwn },
  { module: "pulumi-resource-kubernetes", dependency: "github.com/pulumi/pulumi/sdk/v3", reason: pulumisOwn },
  { module: "pulumi-resource-kubernetes", dependency: "github.com/pulumi/esc", reason: pulumisOwn },
  { module: "pulumi-resource-kubernetes", dependency: "github.com/google/cel-go", reason: cel },
  { module: "pulumi-resource-kubernetes", dependency: "github.com/antlr4-go/antlr/v4", reason: cel },
  {
    module: "alertmanager",
    dependency: "github.com/prometheus/alertmanager",
    reason: "others ask for a newer one, which lacks files of the program (catalogue.ts)",
  },
  {
    module: "pint",
    dependency: "github.com/prometheus/prometheus",
    reason: "pint reads rules with the parser it was released with",
  },
];

/** Modules that are left as they are, and why. */
const alone: Partial<Record<ToolModuleName, string>> = {
  actionlint: "does not compile with a newer yaml/v4, and shares a hundredth of its code",
};

const modules: readonly ToolModule[] = catalogue.filter(({ name }) => !(name in alone));

/** The versions a module is built with, by dependency: what its go.mod requires, or puts in the place of that. */
function versionsOf(module: string): Map<string, string> {
  const goMod = readFileSync(join(modulesFolder, module, "go.mod"), "utf8");
  const required = [...goMod.matchAll(/^(?:require |\t)(\S+) (v\S+)/gm)].map(([, path = "", version = ""]) => ({
    path,
    version,
  }));
  const replaced = new Map(
    [...goMod.matchAll(/^(?:replace |\t)(\S+) => (\S+) (v\S+)$/gm)].map(([, path = "", by = "", version = ""]) => [
      path,
      by === path ? version : `${version} of ${by}`,
    ]),
  );
  return new Map(required.map(({ path, version }) => [path, replaced.get(path) ?? version]));
}

/** Orders versions as Go does, as far as dependencies have them. */
function compareVersions(one: string, other: string): number {
  const [oneBase = "", ...onePre] = one.split("-");
  const [otherBase = "", ...otherPre] = other.split("-");
  const byBase = oneBase.localeCompare(otherBase, "en", { numeric: true });
  if (byBase !== 0 || onePre.length === 0 || otherPre.length === 0) return byBase || otherPre.length - onePre.length;
  return onePre.join("-").localeCompare(otherPre.join("-"), "en", { numeric: true });
}

/** The newest version of each dependency, exceptions left aside. */
function newestVersions(): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { name } of modules) {
    for (const [path, version] of versionsOf(name)) {
      const known = newest.get(path);
      if (isException(name, path) || (known !== undefined && compareVersions(known, version) >= 0)) continue;
      newest.set(path, version);
    }
  }
  return newest;
}

function isException(module: string, dependency: string): boolean {
  return exceptions.some((exception) => exception.module === module && exception.dependency === dependency);
}

describe("the pins of the tools", () => {
  const newest = newestVersions();

  for (const { name } of modules) {
    it(`give ${name} the versions that the other modules have`, () => {
      const older = [...versionsOf(name)].filter(
        ([path, version]) => !isException(name, path) && newest.get(path) !== version,
      );
      const wanted = older.map(([path]) => `${path}@${newest.get(path)}`).join(" ");
      assert.ok(older.length === 0, `in sandbox/tools/modules/${name}: go get ${wanted}`);
    });
  }

  for (const { module, dependency, reason } of exceptions) {
    it(`leave ${module} its own version of ${dependency}: ${reason}`, () => {
      const version = versionsOf(module).get(dependency);
      assert.ok(version !== undefined, "it does not require it any more");
      assert.notEqual(version, newest.get(dependency), "the versions are the same: the exception is not needed");
    });
  }
});
