/** What one Prometheus says over its API: https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { z } from "zod";
import { fetchJson } from "../http/client";
import type { Alert, Rules, Target } from "../page/state";

/** Prometheus answers in some ten milliseconds, and whoever waits for the page is not to wait for a hung process. */
const TIMEOUT_MS = 3_000;

const labels = z.record(z.string(), z.string());

const targetsAnswer = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels,
        health: z.enum(["up", "down", "unknown"]),
        lastError: z.string(),
        lastScrape: z.string(),
      }),
    ),
  }),
});

const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels,
        annotations: labels,
        state: z.enum(["pending", "firing"]),
        activeAt: z.string(),
      }),
    ),
  }),
});

const rulesAnswer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        lastEvaluation: z.string(),
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
      }),
    ),
  }),
});

/** All of it. */
export interface PrometheusState {
  readonly targets: readonly Target[];
  readonly alerts: readonly Alert[];
  readonly rules: Rules;
}

/** Asks a Prometheus. @throws Error as a sentence where it does not answer. */
export async function askPrometheus(base: string): Promise<PrometheusState> {
  const url = (path: string) => new URL(path, base.endsWith("/") ? base : `${base}/`);
  const options = { timeoutMs: TIMEOUT_MS };
  const [targets, alerts, rules] = await Promise.all([
    fetchJson(url("api/v1/targets?state=active"), targetsAnswer, options),
    fetchJson(url("api/v1/alerts"), alertsAnswer, options),
    fetchJson(url("api/v1/rules?exclude_alerts=true"), rulesAnswer, options),
  ]);
  return {
    targets: targets.data.activeTargets.map(target),
    alerts: alerts.data.alerts.map(alert),
    rules: summary(rules.data.groups),
  };
}

function target({
  labels: of,
  health,
  lastError,
  lastScrape,
}: z.infer<typeof targetsAnswer>["data"]["activeTargets"][number]): Target {
  const { job = "", namespace = "", instance = "", metrics_path: metricsPath = "" } = of;
  return { job, namespace, instance, metricsPath, health, error: lastError, lastScrape };
}

function alert({
  labels: of,
  annotations,
  state,
  activeAt,
}: z.infer<typeof alertsAnswer>["data"]["alerts"][number]): Alert {
  const { alertname: name = "", severity = "none", ...rest } = of;
  const { summary: text = "", description = "" } = annotations;
  return { name, state, severity, since: activeAt, labels: rest, summary: text, description };
}

function summary(groups: z.infer<typeof rulesAnswer>["data"]["groups"]): Rules {
  const rules = groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, group: group.name })));
  return {
    groups: groups.length,
    rules: rules.length,
    // The year 1 before the first evaluation.
    unevaluated: groups.filter(({ lastEvaluation }) => Date.parse(lastEvaluation) < 0).length,
    failing: rules
      .filter(({ health }) => health === "err")
      .map(({ group, name, lastError }) => `${name} in ${group}: ${lastError ?? "no reason given"}`),
  };
}
