/** The runbooks of the alerts on SLOs: one text for all windows, which differ in their numbers. */
import { codeBlock, generatedBy, markdown, prose } from "../../markdown";
import { bucketRate, FAILED, quantile, requestRate, SERVICE } from "../../queries/http";
import { sloDashboard } from "../../alerts/slo/dashboard";
import { errors, fast, type RecordedShares } from "../../alerts/slo/recordings";
import { slo, type Slo } from "../../alerts/slo/slo";
import { burnThreshold, burnWindows, goodThreshold, type BurnWindows } from "../../alerts/slo/windows";

/** What the text says of one kind of objective. */
interface Wording {
  readonly recorded: RecordedShares;
  /** An example: the objective that services have by default. */
  readonly example: Slo;
  readonly wrong: string;
  readonly key: string;
  readonly condition: (pair: BurnWindows, objective: number) => string;
  /** Alert that fires when it is worst, and has the steps to take. */
  readonly worst: string;
  readonly routes: string;
}

const service = "qualisys-api";

const wordings: readonly Wording[] = [
  {
    recorded: errors,
    example: slo({ service, objective: 99.5 }),
    wrong: "were answered with a 5xx status",
    key: "availability",
    condition: (pair, objective) => `more than ${percent(burnThreshold(pair, objective))} of the requests failed`,
    worst: "HighErrorRate",
    routes: `${requestRate(`${SERVICE}, route, status`, `job="${service}", ${FAILED}`, "5m")} > 0`,
  },
  {
    recorded: fast,
    example: slo({ service, objective: 95, withinSeconds: 0.5 }),
    wrong: "took longer than the time of its objective",
    key: "latency",
    condition: (pair, objective) =>
      `less than ${percent(goodThreshold(pair, objective))} of the requests took 0.5 s or less`,
    worst: "HighAPILatency",
    routes: quantile(0.95, bucketRate(`${SERVICE}, route`, `job="${service}"`, "5m")),
  },
];

/** Every runbook, by the name of its alert. */
export function sloRunbooks(): ReadonlyMap<string, string> {
  return new Map(
    wordings.flatMap((wording) =>
      burnWindows.map((pair) => [`${wording.recorded.alert}${pair.name}`, runbook(wording, pair)] as const),
    ),
  );
}

function runbook({ recorded, example, wrong, key, condition, worst, routes }: Wording, pair: BurnWindows): string {
  const { objective } = example;
  const selector = `{job="${service}"}`;
  return markdown(
    generatedBy("npm run docs:slo"),
    ...prose(`# ${recorded.alert}${pair.name}

${pair.severity === "critical" ? "Critical" : "Warning"}. So many requests to a service ${wrong}, over ${pair.long}
and still over ${pair.short}, that its error budget of 30 days lasts ${pair.lasts} at most.

## Meaning

A service has an objective for its good requests: ${objective}% unless \`slo.${key}\` of its entry in \`monitoring:services\`
says otherwise. The rest is its error budget. It burns ${pair.factor === 1 ? "" : `${pair.factor} times `}as fast as it may, or faster: at ${objective}%,
${condition(pair, objective)}, over ${pair.long} and over ${pair.short}, for ${pair.for}.
Probes and \`/metrics\` do not count, nor do services with hardly any requests.

The alert ends soon after the requests go well again (${pair.short}), though ${pair.long} still remember the fault.

## Impact

${pair.severity === "critical" ? `Users notice. If it goes on, the objective of the whole month is missed within ${pair.lasts}.` : `Little at any moment, too much in the long run: it uses the budget up that a release or an outage will need.`}

## Diagnosis

Since when, and how much over each window (1 is all requests; ${recorded === fast ? "fast ones are counted" : "failed ones are counted"}):`),
    codeBlock("promql", `${recorded.share(pair.short)}${selector}`),
    codeBlock("promql", `${recorded.share(pair.long)}${selector}`),
    ...prose(`How much of the budget is left of 14 days (1: all of it, 0: none):`),
    codeBlock("promql", sloDashboard(example).budgetLeft),
    ...prose("Which routes:"),
    codeBlock("promql", routes),
    codeBlock(
      "sh",
      `NAMESPACE=production SERVICE=${service}
kubectl -n "$NAMESPACE" rollout history "deployment/$SERVICE"   # did it begin with a deploy?
kubectl -n "$NAMESPACE" get pods`,
    ),
    ...prose(`## Mitigation

${
  pair.severity === "critical"
    ? `- It goes on: the steps of [${worst}](${worst}.md), now.
- It is over: find the cause before the next release, and hold back what is risky while little budget is left.`
    : `- Find the route or the dependency that goes wrong all the time, and give it the time that features would have.
- Hold back risky releases while little of the budget is left.`
}
- The objective is not what users need: change \`slo.${key}\` of the service, and let them know.`),
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}
