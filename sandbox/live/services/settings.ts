/** What the sample services and their load are started with: a JSON file, whose path is the program's one argument. */
import { readFileSync } from "node:fs";
import { z } from "zod";

const port = z.int().min(1).max(65535);

/** Where a server is and who signs in; `caFile` has the certificate of the authority, PEM, and is empty where no server runs. */
const server = {
  host: z.string().min(1),
  port,
  user: z.string().min(1),
  password: z.string().min(1),
  caFile: z.string(),
};

export const serviceSchema = z.strictObject({
  /** The service's name, in its log. */
  name: z.string().min(1),
  /** Port of its routes. */
  port,
  /** Port of `/metrics` and of the switches for faults. */
  metricsPort: port,
  /** What opens the switches: at least 16 characters. */
  controlToken: z.string().min(16),
  postgres: z.strictObject({ ...server, database: z.string().min(1) }),
  redis: z.strictObject(server),
});

/** One replica of a service. */
export type ServiceSettings = Readonly<z.infer<typeof serviceSchema>>;

export const loadSchema = z.strictObject({
  /** The replicas, each with the port of its routes. */
  targets: z.array(z.strictObject({ service: z.enum(["api", "web"]), port })).min(1),
  /** Requests a second that each replica gets. */
  perSecond: z.number().positive().max(1000).default(5),
});

/** The load on all replicas. */
export type LoadSettings = Readonly<z.input<typeof loadSchema>>;

/**
 * The settings of this process.
 *
 * @throws Error with a sentence that names every wrong key, and no value.
 */
export function readSettings<Settings>(schema: z.ZodType<Settings>, args: readonly string[]): Settings {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0)
    throw new Error("This program takes one argument: the path of a JSON file with its settings.");
  const { data, error } = schema.safeParse(parsed(file));
  if (data !== undefined) return data;
  const problems = (error?.issues ?? []).map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new Error(`The settings in ${file} are wrong: ${problems.join("; ")}.`);
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`The settings in ${file} can't be read.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's words, which quote the file, and it has passwords.
    throw new Error(`The settings in ${file} are no JSON.`);
  }
}
