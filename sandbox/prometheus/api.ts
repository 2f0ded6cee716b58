/** What a Prometheus says of itself over its API. */
import { z } from "zod";

const targetSchema = z.object({
  /** `up`, `down`, or `unknown` before the first look. */
  health: z.string(),
  /** Name of its job in the configuration. */
  scrapePool: z.string(),
  /** The address that is really dialled. */
  scrapeUrl: z.string(),
  labels: z.record(z.string(), z.string()),
});

const groupSchema = z.object({
  name: z.string(),
  /** Path of its file. */
  file: z.string(),
  /** Between two evaluations. Seconds. */
  interval: z.number(),
  /** What the last evaluation took. Seconds. */
  evaluationTime: z.number(),
  /** When the last evaluation began, as ISO 8601 has it; in the year 1 before the first. */
  lastEvaluation: z.string(),
  rules: z.array(
    z.object({
      name: z.string(),
      /** `unknown` until the first evaluation, then `ok` or `err`. */
      health: z.string(),
      lastError: z.string().optional(),
      /** PromQL. */
      query: z.string(),
      /** What its last evaluation took. Seconds. */
      evaluationTime: z.number(),
      /** Of an alert: whether it is `firing`, `pending` or `inactive`. */
      state: z.string().optional(),
    }),
  ),
});

/** A target that is scraped. */
export type ActiveTarget = z.infer<typeof targetSchema>;

/** A group of rules that is loaded. */
export type LoadedGroup = z.infer<typeof groupSchema>;

const targetsAnswer = z.object({ data: z.object({ activeTargets: z.array(targetSchema) }) });
const rulesAnswer = z.object({ data: z.object({ groups: z.array(groupSchema) }) });

/** The targets that discovery and relabelling have left. */
export async function activeTargets(url: string): Promise<ActiveTarget[]> {
  return targetsAnswer.parse(await get(`${url}/api/v1/targets?state=active`)).data.activeTargets;
}

/** Every group of rules. */
export async function loadedGroups(url: string): Promise<LoadedGroup[]> {
  return rulesAnswer.parse(await get(`${url}/api/v1/rules`)).data.groups;
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`Prometheus answered ${response.status} to ${url}: ${(await response.text()).slice(0, 200)}`);
  return response.json();
}
