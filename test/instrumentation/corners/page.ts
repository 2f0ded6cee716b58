/**
 * `npm run docs:peers`: the story's middleware and the two most used libraries on the table of corners, beside ours.
 *
 * Prints which corners fail and how, and writes the figures to docs/instrumentation-peers.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { integer } from "../../../cli/options";
import { type Block, generatedBy, heading, list, markdown, paragraph, phrase, prose, strong, table } from "../../../markdown";
import { corners } from "./cases";
import { cornersOf, frameworks, requestCount, subjects, type Corner, type Framework } from "./corner";
import { failuresOf } from "./run";
import type { Subject } from "./subject";
import { ours } from "./subjects/ours";
import { peers } from "./subjects/peers";
import { story } from "./subjects/story";

/** The file that is written. */
export const PEERS_PAGE = join(__dirname, "..", "..", "..", "docs", "instrumentation-peers.md");

/** What is compared, in the order of the page. */
export const compared: readonly Subject[] = [...story, ...peers, ...ours];

/** A corner that a library gets wrong, and how. */
interface Failed {
  readonly corner: Corner;
  readonly failures: readonly string[];
}

/** What a library made of the corners of its framework. */
interface Verdict {
  readonly subject: Subject;
  readonly failed: readonly Failed[];
}

interface Options {
  readonly subject: string;
  readonly patience: number;
  readonly write: boolean;
}

async function main({ subject: wanted, patience, write }: Options): Promise<void> {
  const chosen = compared.filter((subject) => title(subject).includes(wanted));
  if (chosen.length === 0) throw new Error(`None is called ${JSON.stringify(wanted)}; there are: ${compared.map(title).join("; ")}.`);
  const verdicts: Verdict[] = [];
  for (const subject of chosen) {
    const verdict = await judge(subject, patience);
    verdicts.push(verdict);
    console.log(report(verdict).join("\n"));
  }
  if (write && chosen.length === compared.length) writeFileSync(PEERS_PAGE, peersPage(verdicts));
}

async function judge(subject: Subject, patience: number): Promise<Verdict> {
  const running = await subject.start();
  const failed: Failed[] = [];
  try {
    for (const corner of cornersOf(subject.framework, corners)) {
      const failures = await failuresOf(corner, running, { client: 5 * patience, counted: patience });
      if (failures.length > 0) failed.push({ corner, failures });
    }
  } finally {
    await running.close();
  }
  return { subject, failed };
}

function title({ name, framework }: Subject): string {
  return `${name} on ${versions[framework]}`;
}

const versions: Readonly<Record<Framework, string>> = { express4: `Express ${version("express4")}`, express5: `Express ${version("express")}`, fastify5: `Fastify ${version("fastify")}` };

function version(dependency: string): string {
  const { devDependencies } = JSON.parse(readFileSync(join(__dirname, "..", "..", "..", "package.json"), "utf8")) as { devDependencies: Record<string, string> };
  return devDependencies[dependency]?.replace(/^.*@/, "") ?? "";
}

/** What is printed of one library. */
function report({ subject, failed }: Verdict): string[] {
  const mine = cornersOf(subject.framework, corners);
  return [
    `\n${title(subject)}: ${mine.length - failed.length} of ${mine.length} corners right (${requestCount(mine)} requests)`,
    ...failed.flatMap(({ corner, failures }) => [`  ${corner.subject}: ${corner.name}`, ...failures.map((failure) => `      ${failure}`)]),
  ];
}

/** The page in Markdown. */
function peersPage(verdicts: readonly Verdict[]): string {
  return markdown(
    generatedBy("npm run docs:peers"),
    ...prose(`# The instrumentation beside others

Made by \`npm run docs:peers\`, which plays every corner of \`test/instrumentation/corners\` over real sockets against each library
in the same application, and compares labels, counts and what the histogram has with what is expected.

- **The story's middleware** is the one of the story, word for word.
- **express-prom-bundle ${version("express-prom-bundle")}** with method and path as labels, the probes excluded, its gauge \`up\` switched off. It has no route
  but writes \`#val\` for what looks like an id, which is accepted as the name of a parameter.
- **fastify-metrics ${version("fastify-metrics")}** with unmatched requests, HEAD and OPTIONS switched on, the probes excluded, its summary switched off.

Neither of the two has a counter beside its histogram: what it observed is taken for what it counted.

## Corners that are right`),
    table(["", ...verdicts.map(({ subject }) => title(subject))], [
      ...subjects.map((one) => [one, ...verdicts.map((verdict) => share(verdict, one))]),
      [strong("all"), ...verdicts.map((verdict) => strong(share(verdict)))],
    ]),
    paragraph(`${frameworks.map((framework) => `${versions[framework]}: ${requestCount(cornersOf(framework, corners))} requests`).join("; ")}.`),
    ...prose(`## What is wrong, and how

On Express 4 they are wrong where they are on Express 5 (\`npm run docs:peers\` prints those, too).`),
    ...verdicts.filter(({ subject }) => subject.framework !== "express4").flatMap(failuresSection),
  );
}

/** How many corners of a subject are right, of how many. */
function share({ subject, failed }: Verdict, only?: string): string {
  const of = (corner: Corner): boolean => only === undefined || corner.subject === only;
  const all = cornersOf(subject.framework, corners).filter(of).length;
  return `${all - failed.filter(({ corner }) => of(corner)).length} of ${all}`;
}

function failuresSection({ subject, failed }: Verdict): readonly Block[] {
  const items = failed.map(({ corner, failures }) => phrase(`**${corner.subject}**, ${corner.name}: ${failures.map(plain).join(" ")}`));
  return [heading(3, title(subject)), items.length === 0 ? paragraph("Nothing.") : list(items)];
}

/** A failure as Markdown; times differ from run to run. */
function plain(failure: string): string {
  return failure.replace(/took -?[\d.]+ s/, (took) => (took.includes("-") ? "took less than no time" : "took a wrong time")).replaceAll(/[A-Z-]+ \S+ \d{3}\b/g, (labels) => `\`${labels}\``);
}

if (require.main === module) {
  new Command("npm run docs:peers --")
    .description("Runs the story's middleware, express-prom-bundle, fastify-metrics and the project's own instrumentation through the table of corners; prints which corners fail and how, and writes docs/instrumentation-peers.md.")
    .option("--subject <text>", "only those whose name and framework hold this text; nothing is written then", "")
    .option("--patience <ms>", "how long to wait for what is expected, in milliseconds", integer, 300)
    .option("--no-write", "print only")
    .action(main)
    .parseAsync()
    // Handlers that never answer, and a library that left some waiting, hold the process.
    .then(() => process.exit())
    .catch((error: Error) => {
      console.error(error.message);
      process.exit(1);
    });
}
