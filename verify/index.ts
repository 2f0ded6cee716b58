/** Executes the acceptance criteria against a deployment, the sandbox's or a real cluster's. */
import { withoutSecretsInText } from "../secrets/mask";
import { criteriaOf, criteriaOfService } from "./criteria";
import type { Criterion, Row, Verdict } from "./row";
import type { Sources } from "./sources";

export type { Result, Row } from "./row";
export type { Sources } from "./sources";

/** How the table is made. */
export interface VerifyOptions {
  /** Only what concerns this service of the stack. Default: all rows. */
  readonly service?: string;
  /** Takes each row as soon as it is known. */
  readonly progress?: (row: Row) => void;
}

/** How long a server that has just been started has until its data are complete: rates of a minute, and every group evaluated. Milliseconds. */
const SETTLING_MS = 150_000;

/** Between two rounds of attempts. Milliseconds. */
const PAUSE_MS = 5_000;

/**
 * The table. It never throws because of what is asked: rows that fail are asked again while a Prometheus is younger than
 * their data need.
 *
 * @throws Error where a service is asked for that the stack does not list.
 */
export async function verify(sources: Sources, options: VerifyOptions = {}): Promise<readonly Row[]> {
  const criteria =
    options.service === undefined ? criteriaOf(sources.config) : criteriaOfService(sources.config, options.service);
  const settled = await settledAt(sources);
  const rows = new Map<Criterion, Row>();
  let told = 0;
  for (;;) {
    const isLast = sources.now().getTime() >= settled;
    for (const criterion of criteria.filter((each) => !isFinal(each, rows.get(each), false))) {
      rows.set(criterion, await rowOf(criterion, sources));
      // In the order of the table: a row waits for those before it.
      for (let row = nextRow(); row !== undefined; row = nextRow()) {
        options.progress?.(row);
        told += 1;
      }
    }
    if (told === criteria.length) return criteria.flatMap((each) => rows.get(each) ?? []);
    await new Promise((done) => setTimeout(done, PAUSE_MS));

    function nextRow(): Row | undefined {
      const criterion = criteria[told];
      const row = criterion && rows.get(criterion);
      return criterion !== undefined && isFinal(criterion, row, isLast) ? row : undefined;
    }
  }
}

/** Whether a row stays as it is. */
function isFinal({ settles }: Criterion, row: Row | undefined, isLast: boolean): boolean {
  return row !== undefined && (row.result !== "fail" || isLast || !settles);
}

/** The moment at which the youngest Prometheus has what it needs. Milliseconds since 1970. */
async function settledAt({ prometheuses }: Sources): Promise<number> {
  const starts = await Promise.allSettled(prometheuses.map((each) => each.runtime()));
  return Math.max(
    0,
    ...starts.map((start) => (start.status === "fulfilled" ? Date.parse(start.value.startTime) + SETTLING_MS : 0)),
  );
}

async function rowOf({ id, title, asked, judge }: Criterion, sources: Sources): Promise<Row> {
  const start = performance.now();
  const verdict = await verdictFor(judge, sources);
  return { id, title, asked, ...verdict, seconds: (performance.now() - start) / 1000 };
}

/** Whoever does not answer fails the row with a sentence. */
async function verdictFor(judge: Criterion["judge"], sources: Sources): Promise<Verdict> {
  try {
    return await judge(sources);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { result: "fail", answer: "none", sentence: withoutSecretsInText(message) };
  }
}
