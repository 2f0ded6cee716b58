import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { catalogue, type ToolModule } from "../../sandbox/tools/catalogue";

const modulesFolder = join(__dirname, "../../sandbox/tools/modules");
const modules: readonly ToolModule[] = catalogue;

/** Where the version in go.mod is written differently from the one people know. */
const pinned: Record<string, string> = {
  prometheus: "v0.314.0", // Prometheus 3.x is v0.3xx as a Go module.
  "pulumi-resource-kubernetes": "v4.0.0-20260221072617-193bc120a557", // The last commit of 4.26.0; tags lack the provider.
};

describe("the catalogue of tools", () => {
  it("has one folder of modules/ per entry, and no other", () => {
    assert.deepEqual(readdirSync(modulesFolder).sort(), modules.map(({ name }) => name).sort());
  });

  it("names each command once", () => {
    const names = modules.flatMap(({ commands }) => commands.map(({ name }) => name));
    assert.deepEqual(names, [...new Set(names)]);
  });

  for (const module of modules) {
    const goMod = readFileSync(join(modulesFolder, module.name, "go.mod"), "utf8");

    it(`pins the version of ${module.name} that go.mod requires`, () => {
      const version = pinned[module.name] ?? `v${module.version}`;
      assert.match(goMod, new RegExp(`^(require )?\\s*\\S+ ${version.replaceAll(".", "\\.")}( // indirect)?$`, "m"));
      assert.ok(module.commands.every(({ printsVersion }) => printsVersion === module.version));
    });

    it(`keeps the packages of ${module.name} in go.mod as tools, or has a main.go`, () => {
      for (const { package: path } of module.commands) {
        if (path === ".") assert.ok(existsSync(join(modulesFolder, module.name, "main.go")));
        else assert.match(goMod, new RegExp(`^(tool )?\\s*${path.replaceAll(".", "\\.")}$`, "m"));
      }
    });

    it(`has a go.sum for ${module.name}, and estimates`, () => {
      assert.ok(existsSync(join(modulesFolder, module.name, "go.sum")));
      assert.ok(module.coldSeconds > 0 && module.diskMegabytes > 0);
    });
  }
});
