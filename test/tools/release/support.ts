/** A fixture with a publisher: one call takes the tool `hello`, and tells from where it came and what was said. */
import type { EnsureOptions, FoundTool } from "../../../sandbox/tools/ensure";
import { ensure } from "../../../sandbox/tools/ensure";
import type { Checksum, Part, Release } from "../../../sandbox/tools/release/release";
import { Fixture } from "../fixture";
import { Publisher } from "./publisher";

/** Short enough for tests, long enough for a busy machine. */
export const HTTP = { answerMs: 400, stallMs: 600, retryMs: 5 } as const;

/** A valid release of `hello` for this platform; tests change one field. */
export function helloRelease(parts: readonly Part[], version = "1.2.3"): Release {
  return { tool: "hello", version, platform: process.platform, arch: process.arch, tried: true, parts };
}

/** The executable itself. */
export function executable(address: string, checksum: Checksum): Part {
  return { kind: "executable", address, checksum, command: "hello" };
}

/** Everything a test of releases needs. */
export class Workshop {
  readonly fixture = new Fixture();
  readonly publisher = new Publisher();

  async start(): Promise<this> {
    await this.publisher.start();
    this.fixture.fakeGo();
    return this;
  }

  async end(): Promise<void> {
    await this.publisher.stop();
    this.fixture.remove();
  }

  options(releases: readonly Release[], change: Partial<EnsureOptions> = {}): EnsureOptions {
    return this.fixture.options({ releases, httpTiming: HTTP, ...change });
  }

  /** Ensures `hello`; where its release cannot be taken, the pretended Go builds it. */
  async take(
    parts: readonly Part[],
    { version = "1.2.3", ...change }: Partial<EnsureOptions> & { version?: string } = {},
  ) {
    const found = await ensure(["hello"], this.options([helloRelease(parts, version)], change));
    return found.get("hello") as FoundTool;
  }

  /** The sentence about a release that was not taken. */
  get refusal(): string {
    return this.fixture.lines.find((line) => line.startsWith("The release of hello")) ?? this.fixture.lines.join("\n");
  }

  /** Files of the cache. */
  get cached(): readonly string[] {
    return this.fixture.cached;
  }
}
