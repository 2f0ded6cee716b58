import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const project = join(__dirname, "../..");
const file = join(__dirname, "bad-values.test-d.ts");
const text = readFileSync(file, "utf8");

/** The snippets: line of the mistake, what it exports, and the text that the error has to stand at. */
const lines = text.split("\n");
const snippets = lines.flatMap((line, index) => {
  const at = /^ *\/\/ @ts-expect-error (.+)$/.exec(line)?.[1];
  return at === undefined ? [] : [{ line: index + 2, at, name: `${at} in: ${lines[index + 1]?.trim() ?? ""}` }];
});

/** Errors of the compiler where no comment expects them: the line and the text at each. */
function compileErrors(): readonly { readonly line: number; readonly at: string }[] {
  const unexpected = text.replaceAll("@ts-expect-error", "here stands");
  const { config } = ts.readConfigFile(join(project, "tsconfig.json"), ts.sys.readFile) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: ["node"] }, project);
  const host = ts.createCompilerHost(options);
  const plain = host.getSourceFile;
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, unexpected, version) : plain(name, version, ...rest);
  const program = ts.createProgram([file], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ start = 0 }) => {
    const before = unexpected.slice(0, start);
    return { line: before.split("\n").length, at: unexpected.slice(start) };
  });
}

describe("bad chart values", () => {
  let errors: ReturnType<typeof compileErrors>;

  before("compile the file with bad values", function () {
    this.timeout(120_000);
    errors = compileErrors();
  });

  for (const { line, at, name } of snippets) {
    it(`do not compile: ${name}`, () => {
      const found = errors.filter((error) => error.line === line).map((error) => error.at.slice(0, at.length));
      assert.deepEqual(found, [at]);
    });
  }

  it("are the only ones that do not compile", () => {
    assert.deepEqual(
      errors.map(({ line }) => line),
      snippets.map(({ line }) => line),
    );
  });
});
