/** What the console is told when it is started: one JSON file, whose path is its only argument. */
import { readFileSync } from "node:fs";
import { z } from "zod";

const path = z.string().regex(/^\/[^\s?#]*$/, "is to be a path that begins with /");
const url = z.url({ protocol: /^https?$/, error: "is to be an address that begins with http:// or https://" });

/** One replica of Prometheus or of Alertmanager: the pod that it stands for, and where it listens. */
const replica = z.strictObject({ pod: z.string().min(1), url });

/** A certificate that the stand-in for cert-manager reports as issued and far from its end. */
const certificate = z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) });

const standIn = z.strictObject({
  /** Its path is `/stand-in/NAME/metrics`; the kubelets have theirs under `/kubelet/`. */
  name: z.string().regex(/^[a-z0-9-]+$/, "is to consist of small letters, digits and hyphens"),
  /** What it stands for, for the reader: `the kubelets and cAdvisor of the simulated nodes`. */
  standsFor: z.string().min(1),
  /** Which metrics it answers with; absent: it is listed only, and another process or path speaks for it. */
  metrics: z.enum(["coredns", "cert-manager"]).optional(),
  /** Only for cert-manager. */
  certificates: z.array(certificate).optional(),
});

const settingsSchema = z.strictObject({
  /** Port on 127.0.0.1. */
  port: z.int().min(1).max(65_535),
  /** What whoever changes something has to send; the page has it from its own HTML. */
  token: z.string().min(16, "has to have at least 16 characters"),

  /** Where the messages are kept: one JSON object a line, readable by its owner only. */
  messagesFile: z.string().min(1),
  /** The incoming webhooks: the path is the secret part of the address, the channel the one that it is bound to (`#alerts`). */
  webhooks: z.array(z.strictObject({ path, channel: z.string().regex(/^#\S+$/, "is to begin with #") })).min(1),
  /** Path of the heartbeat's address, where the stack has one. */
  heartbeatPath: path.optional(),

  /** Address of the API server, and what the console signs in with. */
  apiServer: url,
  tokenFile: z.string().min(1),
  caFile: z.string().min(1),
  /** Where changed uses of containers are kept, so that counters go on after a restart. */
  usageFile: z.string().min(1),

  /** Nodes whose /proc is simulated; none where node-exporter can't run. */
  nodes: z.array(
    z.strictObject({
      name: z.string().min(1),
      procFolder: z.string().min(1),
      cpus: z.int().min(1),
      memoryBytes: z.int().min(1),
    }),
  ),

  prometheus: z.array(replica),
  alertmanagers: z.array(replica),

  /** Folder with the page as `buildPage` has made it; absent: there is no page. */
  pageFolder: z.string().min(1).optional(),
  /** The acceptance table; the file may be missing. */
  acceptanceFile: z.string().min(1).optional(),
  standIns: z.array(standIn),
  /** Targets that the deployed configuration has and that nothing answers for, and why. */
  leftOut: z.array(z.strictObject({ target: z.string().min(1), reason: z.string().min(1) })),
  /** What runs in place of which deployed image. */
  versions: z.array(z.strictObject({ name: z.string().min(1), runs: z.string(), deployed: z.string() })),
  /** The service whose pods the button for a crash loop restarts; absent: there is no such button. */
  crashLoop: z
    .strictObject({
      namespace: z.string().min(1),
      /** Selector of its pods, as `kubectl --selector` takes it. One of them is made to loop. */
      selector: z.string().min(1),
    })
    .optional(),
});

/** See the schema above for what each field is. */
export type ConsoleSettings = z.infer<typeof settingsSchema>;

/** @throws Error that names every field that is wrong, and no value: some are secret. */
export function parseSettings(data: unknown): ConsoleSettings {
  const parsed = settingsSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new Error(`The console's settings are wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
}

/** @throws Error where the file can't be read, is no JSON, or what {@link parseSettings} throws. */
export function readSettings(file: string): ConsoleSettings {
  const text = readFileSync(file, "utf8");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own message repeats a part of the text.
    throw new Error(`${file} is no JSON: start the console with the file that the sandbox has written for it.`);
  }
  return parseSettings(data);
}
