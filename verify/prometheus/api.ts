/** One Prometheus, as rows ask it. */
import { readJson, type Get } from "../http/get";
import {
  alertsAnswer,
  exemplarsAnswer,
  matrixAnswer,
  rulesAnswer,
  runtimeAnswer,
  targetsAnswer,
  vectorAnswer,
  type ActiveAlert,
  type DroppedTarget,
  type RawSeries,
  type RuleGroup,
  type Runtime,
  type Target,
} from "./shapes";

/** Labels that have to have exactly these values. */
export type Wanted = Readonly<Record<string, string>>;

/** What can be asked of a Prometheus. Each call asks anew. */
export interface PrometheusApi {
  /** Its pod's name. */
  readonly pod: string;
  /** Values of an expression as it is now; those of NaN are left in. */
  readonly query: (expr: string) => Promise<readonly { readonly labels: Wanted; readonly value: number }[]>;
  /** Raw samples of a metric with the times of their scrapes: unlike those of an evaluation, they show how old they are. */
  readonly samples: (metric: string, wanted: Wanted, seconds: number) => Promise<readonly RawSeries[]>;
  readonly targets: () => Promise<{ readonly active: readonly Target[]; readonly dropped: readonly DroppedTarget[] }>;
  readonly ruleGroups: () => Promise<readonly RuleGroup[]>;
  /** Those that are pending or firing. */
  readonly alerts: () => Promise<readonly ActiveAlert[]>;
  readonly runtime: () => Promise<Runtime>;
  /** Labels of the exemplars of a metric within the last minutes; empty where none are stored. */
  readonly exemplars: (metric: string, seconds: number) => Promise<readonly Wanted[]>;
}

/** A Prometheus at an address without a slash at its end. */
export function prometheusApi({ pod, url }: { readonly pod: string; readonly url: string }, get: Get): PrometheusApi {
  const ask = <T>(path: string, schema: Parameters<typeof readJson<T>>[3], parameters: Wanted = {}) =>
    readJson(get, `Prometheus ${pod}`, `${url}/api/v1/${path}?${new URLSearchParams(parameters)}`, schema);
  return {
    pod,
    query: async (query) => {
      const { data } = await ask("query", vectorAnswer, { query });
      return data.resultType === "scalar"
        ? [{ labels: {}, value: Number(data.result[1]) }]
        : data.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }));
    },
    samples: async (metric, wanted, seconds) => {
      const { data } = await ask("query", matrixAnswer, { query: `${selector(metric, wanted)}[${seconds}s]` });
      return data.result.map(({ metric: labels, values }) => ({
        labels,
        samples: values.map(([time, value]) => ({ seconds: time, value: numberOf(value) })),
      }));
    },
    targets: async () => {
      const { data } = await ask("targets", targetsAnswer, { state: "any" });
      return { active: data.activeTargets, dropped: data.droppedTargets };
    },
    ruleGroups: async () => (await ask("rules", rulesAnswer)).data.groups,
    alerts: async () => (await ask("alerts", alertsAnswer)).data.alerts,
    runtime: async () => (await ask("status/runtimeinfo", runtimeAnswer)).data,
    exemplars: async (metric, seconds) => {
      const end = Date.now() / 1000;
      const { data } = await ask("query_exemplars", exemplarsAnswer, {
        query: metric,
        start: String(end - seconds),
        end: String(end),
      });
      return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels));
    },
  };
}

/** A selector; values may be any text. */
function selector(metric: string, wanted: Wanted): string {
  const matchers = Object.entries(wanted).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${matchers.join(",")}}`;
}

/** Prometheus writes infinity otherwise than JavaScript. */
function numberOf(text: string): number {
  return Number(text.replace(/^([+-]?)Inf$/, "$1Infinity"));
}
