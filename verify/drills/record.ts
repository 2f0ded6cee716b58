/** Drills on record: faults that were made on purpose, with the moments of what followed. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

const moment = z.iso.datetime({ offset: true });

const drillSchema = z.object({
  /** Name of the fault: `crash-loop`. */
  fault: z.string(),
  /** Name of the alert that it led to. */
  alert: z.string(),
  /** When the fault began. ISO 8601, as all moments. */
  startedAt: moment,
  /** When the expression of the alert was first true. */
  activeAt: moment,
  /** When the alert fired, and when its message arrived. */
  firedAt: moment,
  messageAt: moment,
  /** When the message arrived that it is over; absent where nobody waited for it. */
  resolvedAt: moment.optional(),
  /** Tells the deployment that it was made in from others. */
  deployment: z.string(),
  /** Whether `for` and the times of groups were shortened for it. */
  fast: z.boolean(),
  message: z.object({ title: z.string(), text: z.string() }),
});

/** A fault that was made, and what came of it. */
export type Drill = z.infer<typeof drillSchema>;

const recordSchema = z.array(drillSchema);

/**
 * Reads the drills of a JSON file, in the order in which they were made; none where there is no file.
 *
 * @throws Error where the file holds something else.
 */
export function readDrills(file: string): readonly Drill[] {
  if (!existsSync(file)) return [];
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file} can't be understood: remove it, and make the drills again.`, { cause: error });
  }
}

/** Adds a drill to the file, whose folder has to be there. */
export function addDrill(file: string, drill: Drill): void {
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, `${JSON.stringify([...readDrills(file), drill], undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}
