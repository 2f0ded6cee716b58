/** A sandbox cache, a catalogue of one small module, and a `go` that only pretends, all in a temporary folder. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import type { ToolModule } from "../../sandbox/tools/catalogue";
import type { EnsureOptions } from "../../sandbox/tools/ensure";

/** A valid module; tests change one field. */
export const hello: ToolModule = {
  name: "hello",
  version: "1.2.3",
  purpose: "a greeting",
  group: "test",
  commands: [{ name: "hello", package: ".", versionArgs: ["--version"], printsVersion: "1.2.3" }],
  tags: [],
  variables: {},
  assets: [],
  diskMegabytes: 10,
  coldSeconds: 1,
};

/** What the pretended `go build` does after noting that it ran. */
export interface FakeGo {
  readonly version?: string;
  /** Shell lines run before the executable is written, for example `sleep 1` or `exit 1`. */
  readonly build?: string;
  /** The version the "built" executable prints. */
  readonly prints?: string;
}

/** A temporary folder with everything in it, and ways to look into it. */
export class Fixture {
  readonly root = mkdtempSync(join(tmpdir(), "tools-test-"));
  readonly cache = join(this.root, "cache");
  /** Go's private caches while something is built. */
  readonly build = join(this.cache, "build");
  readonly modulesFolder = join(this.root, "modules");
  readonly bin = join(this.root, "bin");
  readonly lines: string[] = [];

  constructor() {
    mkdirSync(this.bin);
    mkdirSync(join(this.modulesFolder, "hello"), { recursive: true });
    this.source("go.mod", "module hello\n\ngo 1.26.0\n");
    this.source("main.go", 'package main\n\nfunc main() { println("hello 1.2.3") }\n');
  }

  source(name: string, text: string): void {
    writeFileSync(join(this.modulesFolder, "hello", name), text);
  }

  /** Puts an executable shell script on the fixture's PATH. */
  script(name: string, text: string): void {
    writeFileSync(join(this.bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(this.bin, name), 0o755);
  }

  /** Puts a `go` on PATH that writes shell scripts for executables. */
  fakeGo({ version = "go1.26.0", build = "", prints = "1.2.3" }: FakeGo = {}): void {
    this.script(
      "go",
      `case "$1" in
env) echo ${version} ;;
list) case "$*" in *" -m "*) echo ${join(this.root, "upstream")} ;; *) printf 'runtime\\nhello\\n' ;; esac ;;
build)
  mkdir -p "$GOCACHE" && echo compiled > "$GOCACHE/package"
  echo build >> ${join(this.root, "runs")}
  echo runtime >&2
  ${build}
  while [ "$1" != -o ]; do shift; done
  name=$(basename "$PWD")
  printf "#!/bin/sh\\necho $name ${prints}\\n" > "$2$name"
  chmod +x "$2$name" ;;
esac`,
    );
  }

  /** How often the pretended `go build` ran. */
  get builds(): number {
    const runs = join(this.root, "runs");
    return existsSync(runs) ? readFileSync(runs, "utf8").trim().split("\n").length : 0;
  }

  get env(): Record<string, string> {
    return { PATH: [this.bin, "/usr/bin", "/bin"].join(delimiter), MONITORING_CACHE_DIR: this.cache };
  }

  options(change: Partial<EnsureOptions> = {}): EnsureOptions {
    return {
      catalogue: [hello],
      modulesFolder: this.modulesFolder,
      env: this.env,
      progress: "plain",
      log: (line) => this.lines.push(line),
      ...change,
    };
  }

  /** All files in the cache, relative to it. */
  get cached(): string[] {
    return filesIn(this.cache);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** All files below a folder, relative to it; none where there is no such folder. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
