/** One Alertmanager, as rows ask it. */
import { parse } from "yaml";
import { z } from "zod";
import { readJson, type Get } from "../http/get";

const matchers = z.array(z.string()).default([]);

const inhibitRule = z.object({
  source_matchers: matchers,
  target_matchers: matchers,
  equal: z.array(z.string()).default([]),
});

const slack = z.object({ channel: z.string(), api_url_file: z.string().optional(), send_resolved: z.boolean() });

/** The parts of a configuration that rows read. */
const configurationSchema = z.object({
  inhibit_rules: z.array(inhibitRule).default([]),
  receivers: z.array(z.object({ name: z.string(), slack_configs: z.array(slack).default([]) })).default([]),
});

const statusAnswer = z.object({ config: z.object({ original: z.string() }) });

const groupsAnswer = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    receiver: z.object({ name: z.string() }),
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        /** When it began to fire. ISO 8601. */
        startsAt: z.string(),
        status: z.object({ state: z.string() }),
      }),
    ),
  }),
);

/** A configuration that runs. */
export type RunningConfiguration = z.infer<typeof configurationSchema>;

/** Alerts that are notified together. */
export type AlertGroup = z.infer<typeof groupsAnswer>[number];

/** What can be asked of an Alertmanager. */
export interface AlertmanagerApi {
  /** Its pod's name. */
  readonly pod: string;
  readonly configuration: () => Promise<RunningConfiguration>;
  readonly groups: () => Promise<readonly AlertGroup[]>;
}

/** An Alertmanager at an address without a slash at its end. */
export function alertmanagerApi(
  { pod, url }: { readonly pod: string; readonly url: string },
  get: Get,
): AlertmanagerApi {
  const who = `Alertmanager ${pod}`;
  return {
    pod,
    configuration: async () => {
      const { config } = await readJson(get, who, `${url}/api/v2/status`, statusAnswer);
      const parsed = configurationSchema.safeParse(parse(config.original));
      if (!parsed.success) throw new Error(`${who} runs on a configuration that can't be understood.`);
      return parsed.data;
    },
    groups: () => readJson(get, who, `${url}/api/v2/alerts/groups`, groupsAnswer),
  };
}
