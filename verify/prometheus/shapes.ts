/** What Prometheus answers, as far as rows read it. */
import { z } from "zod";

const labels = z.record(z.string(), z.string());
/** Unix time in seconds, and a number as text. */
const sample = z.tuple([z.number(), z.string()]);

const answer = <T extends z.ZodType>(data: T) => z.object({ status: z.literal("success"), data });

export const vectorAnswer = answer(
  z.discriminatedUnion("resultType", [
    z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: sample })) }),
    z.object({ resultType: z.literal("scalar"), result: sample }),
  ]),
);

export const matrixAnswer = answer(
  z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({ metric: labels, values: z.array(sample).default([]) })),
  }),
);

export const targetsAnswer = answer(
  z.object({
    activeTargets: z.array(
      z.object({
        /** Name of its job in the configuration: `serviceMonitor/NAMESPACE/NAME/INDEX`. */
        scrapePool: z.string(),
        /** The address that is really dialled. */
        scrapeUrl: z.string(),
        labels,
        /** `up`, `down`, or `unknown` before the first scrape. */
        health: z.string(),
        lastError: z.string(),
        /** ISO 8601; in the year 1 before the first scrape. */
        lastScrape: z.string(),
        /** A Prometheus duration. */
        scrapeInterval: z.string(),
      }),
    ),
    droppedTargets: z.array(z.object({ scrapePool: z.string().optional(), discoveredLabels: labels })),
  }),
);

export const rulesAnswer = answer(
  z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        /** Between two evaluations. Seconds. */
        interval: z.number(),
        /** ISO 8601; in the year 1 before the first. */
        lastEvaluation: z.string(),
        rules: z.array(
          z.object({
            name: z.string(),
            /** `recording` or `alerting`. */
            type: z.string(),
            /** PromQL as Prometheus writes it. */
            query: z.string(),
            /** `unknown` until the first evaluation, then `ok` or `err`. */
            health: z.string(),
            lastError: z.string().optional(),
            labels: labels.default({}),
            /** Of an alert, how long it has to hold. Seconds. */
            duration: z.number().optional(),
          }),
        ),
      }),
    ),
  }),
);

export const alertsAnswer = answer(
  z.object({
    alerts: z.array(
      z.object({
        labels,
        /** `pending` or `firing`. */
        state: z.string(),
        /** When the expression first held. ISO 8601. */
        activeAt: z.string(),
      }),
    ),
  }),
);

export const runtimeAnswer = answer(
  z.object({
    /** ISO 8601. */
    startTime: z.string(),
    reloadConfigSuccess: z.boolean(),
    /** `15d or 45GiB`. */
    storageRetention: z.string(),
  }),
);

export const exemplarsAnswer = answer(
  z.array(z.object({ seriesLabels: labels, exemplars: z.array(z.object({ labels })) })),
);

/** One series with all its raw samples of a window, the oldest first. */
export interface RawSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly seconds: number; readonly value: number }[];
}

export type Target = z.infer<typeof targetsAnswer>["data"]["activeTargets"][number];
export type DroppedTarget = z.infer<typeof targetsAnswer>["data"]["droppedTargets"][number];
export type RuleGroup = z.infer<typeof rulesAnswer>["data"]["groups"][number];
export type LoadedRule = RuleGroup["rules"][number];
export type ActiveAlert = z.infer<typeof alertsAnswer>["data"]["alerts"][number];
export type Runtime = z.infer<typeof runtimeAnswer>["data"];
