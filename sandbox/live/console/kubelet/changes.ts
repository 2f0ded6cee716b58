/** Uses of containers that were asked for, for a time: a drill's fault. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

/** A container of a pod. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The body of `PUT /api/kubelet/usage`. Shares are of the limit, or of the request where there is none. */
export const usageRequestSchema = z
  .strictObject({
    namespace: z.string().min(1),
    pod: z.string().min(1),
    container: z.string().min(1),
    memoryFraction: z.number().min(0).max(10).optional(),
    cpuFraction: z.number().min(0).max(1000).optional(),
    /** How long from now; 0 ends what was asked for before. */
    seconds: z.number().min(0).max(86_400),
  })
  .refine(
    ({ memoryFraction, cpuFraction, seconds }) =>
      seconds === 0 || memoryFraction !== undefined || cpuFraction !== undefined,
    "has to have memoryFraction or cpuFraction",
  );

export type UsageRequest = z.infer<typeof usageRequestSchema>;

const changeSchema = z.object({
  namespace: z.string(),
  pod: z.string(),
  container: z.string(),
  memoryFraction: z.number().optional(),
  cpuFraction: z.number().optional(),
  /** Seconds since 1970. */
  from: z.number(),
  until: z.number(),
});

/** One of them, with its time. */
export type UsageChange = z.infer<typeof changeSchema>;

/**
 * The changes, in a file as well: a counter that forgot one would fall, and Prometheus takes that for a restart from
 * zero, with all that was ever counted within one interval.
 */
export class UsageChanges {
  private changes: readonly UsageChange[];

  /** @param file JSON; made at the first change. One that can't be read is as if it were empty. */
  constructor(private readonly file: string) {
    this.changes = existsSync(file) ? read(file) : [];
  }

  /** Those of one container, the oldest first. No two overlap. */
  of({ namespace, pod, container }: ContainerRef): readonly UsageChange[] {
    return this.changes.filter(
      (change) => change.namespace === namespace && change.pod === pod && change.container === container,
    );
  }

  /** Those that last at a moment. */
  lasting(seconds: number): readonly UsageChange[] {
    return this.changes.filter(({ from, until }) => from <= seconds && seconds < until);
  }

  /**
   * Takes a change up from now on, in place of the one that lasts.
   *
   * @param exists tells whether there is still such a pod; changes of others are forgotten.
   */
  set(asked: UsageRequest, now: number, exists: (change: ContainerRef) => boolean): void {
    const { seconds, ...what } = asked;
    const lasting = new Set(this.of(asked));
    const before = this.changes
      .filter(exists)
      .map((change) => (lasting.has(change) ? { ...change, until: Math.min(change.until, now) } : change));
    const next = seconds === 0 ? [] : [{ ...what, from: now, until: now + seconds }];
    this.changes = [...before, ...next];
    const unfinished = `${this.file}.new`;
    writeFileSync(unfinished, JSON.stringify(this.changes), { mode: 0o600 });
    renameSync(unfinished, this.file);
  }
}

function read(file: string): readonly UsageChange[] {
  try {
    return z
      .array(changeSchema)
      .catch([])
      .parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return [];
  }
}
