import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import ts from "typescript";
import { providers } from "../../config/provider-keys";

/** A declaration file of a provider's package, parsed. */
function declarations(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(require.resolve(file), "utf8"), ts.ScriptTarget.Latest);
}

/** What an explicit provider can be given. */
function providerArguments(package_: string): readonly string[] {
  const file = declarations(`${package_}/provider.d.ts`);
  const args =
    file.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === "ProviderArgs") ??
    assert.fail(`${package_} has no ProviderArgs`);
  return args.members.map((member) => member.name?.getText(file) ?? "").sort();
}

/** What the package reads of the configuration itself. */
function configVariables(package_: string): readonly string[] {
  const file = declarations(`${package_}/config/vars.d.ts`);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations.map(({ name }) => name.getText(file)))
    .sort();
}

describe("the keys of the providers", () => {
  for (const [prefix, { names }] of providers) {
    it(`below ${prefix}: are those of the package that is installed`, () =>
      assert.deepEqual([...names].sort(), providerArguments(`@pulumi/${prefix}`)));

    it(`below ${prefix}: are in order, each once`, () => assert.deepEqual(names, [...new Set(names)].sort()));
  }

  it("below aws: are what the package reads of the configuration", () =>
    assert.deepEqual([...(providers.get("aws")?.names ?? [])].sort(), configVariables("@pulumi/aws")));
});
