/** AC14: Alertmanager runs on what is declared, and messages arrive. */
import { inhibitRules } from "../../components/kube-prometheus-stack/alertmanager/inhibition";
import { ALERTMANAGER_NAME } from "../../components/kube-prometheus-stack/addresses";
import { receivers } from "../../components/kube-prometheus-stack/alertmanager/receivers";
import { parseDuration } from "../../units/duration";
import type { AlertmanagerApi, RunningConfiguration } from "../alertmanager/api";
import type { ClusterObjects } from "../cluster/objects";
import { indirectVerdict, verdictOf, type Criterion } from "../row";
import type { Sources } from "../sources";
import { evidenceInWords, evidenceOf, SKIPPED, type Evidence } from "./evidence";
import { lastError } from "./exporter-cause";
import { declaredAlerts, ruleProblems } from "./rules";
import { plural } from "./wording";

/** How long a failed notification counts. Prometheus duration. */
const RECENT = "10m";

export const messagesArrive: Criterion = {
  id: "AC14",
  title: "Alerts arrive in Slack",
  asked:
    "Alertmanager: its configuration with receivers and inhibition; Kubernetes: the file of each webhook; Prometheus: labels of all rules, failed notifications; then a message, of this run or of a drill",
  settles: false,
  judge: async (sources) => {
    const objects = await sources.objects();
    const running = await Promise.all(
      sources.alertmanagers.map(async (each) => [each, await each.configuration()] as const),
    );
    const declared = declaredAlerts(sources.config);
    const evidence = await evidenceOf(
      sources,
      declared.map(({ rule }) => rule.alert),
    );
    const arrived = evidence.filter(({ kind }) => kind !== "none");
    const wanted = sources.config.alertmanager.replicas;
    const problems = [
      ...(running.length < wanted ? [`${running.length} of ${plural(wanted, "Alertmanager")} can be asked.`] : []),
      ...running.flatMap(([each, configuration]) => configurationProblems(sources, objects, each, configuration)),
      ...(await labelProblems(sources, objects)),
      ...(await deliveryProblems(sources, arrived.length > 0)),
      ...(arrived.length === 0 && sources.messages !== undefined ? [whyNothingArrived(evidence)] : []),
    ];
    if (sources.messages === undefined)
      return indirectVerdict(
        problems,
        `${plural(running.length, "Alertmanager")} on what is declared, no notification failed within ${RECENT}`,
        SKIPPED,
      );
    const first = arrived[0];
    return verdictOf(
      problems,
      `${arrived.length} alerts with a message${first === undefined ? "" : `; ${evidenceInWords(first)}`}`,
    );
  },
};

/** Of one that fires rather than of one that nobody has seen. */
function whyNothingArrived(evidence: readonly Evidence[]): string {
  const firing = evidence.find((each) => each.kind === "none" && each.fires);
  return firing?.kind === "none"
    ? firing.sentence
    : "No alert has fired and arrived in this deployment, and no drill is on record.";
}

function configurationProblems(
  { config }: Sources,
  objects: ClusterObjects,
  { pod }: AlertmanagerApi,
  running: RunningConfiguration,
): readonly string[] {
  const namespace = config.namespace.name;
  const asked = receivers(config.alertmanager).filter(({ slack_configs }) => slack_configs !== undefined);
  return [
    ...asked.flatMap(({ name, slack_configs = [] }) => {
      const found = running.receivers.find((receiver) => receiver.name === name);
      if (found === undefined) return [`${pod} has no receiver ${name}.`];
      return slack_configs
        .filter(({ channel }) => !found.slack_configs.some((each) => each.channel === channel))
        .map(
          ({ channel }) =>
            `The receiver ${name} of ${pod} posts to ${found.slack_configs.map((each) => each.channel).join(", ") || "nobody"} and not to ${channel}.`,
        );
    }),
    ...running.receivers.flatMap(({ name, slack_configs }) =>
      slack_configs.flatMap(({ api_url_file: file }) =>
        file === undefined ? [] : fileProblems(objects, namespace, `The receiver ${name} of ${pod}`, file),
      ),
    ),
    ...inhibitionProblems(pod, running),
  ];
}

/** The file of a webhook's address: a key of a Secret that the operator mounts. */
function fileProblems(
  { alertmanagers, secretKeys }: ClusterObjects,
  namespace: string,
  who: string,
  file: string,
): string[] {
  const [, secret, key] = /\/secrets\/([^/]+)\/([^/]+)$/.exec(file) ?? [];
  if (secret === undefined || key === undefined)
    return [`${who} reads the webhook's address from a file that is in no Secret.`];
  const mounted = alertmanagers.find(({ metadata }) => metadata.name === ALERTMANAGER_NAME)?.spec.secrets ?? [];
  if (!mounted.includes(secret))
    return [`${who} reads ${secret}/${key}, and the Alertmanager object does not mount the Secret ${secret}.`];
  if (secretKeys === undefined) return [];
  const keys = secretKeys.get(secret);
  if (keys === undefined) return [`${who} reads the Secret ${namespace}/${secret}, which is not there.`];
  return keys.includes(key)
    ? []
    : [`${who} reads the key ${key} of the Secret ${namespace}/${secret}, which has ${keys.join(", ") || "none"}.`];
}

/** A rule of inhibition, as the declared and the running one are alike: Alertmanager sorts and writes matchers in its own way. */
interface Comparable {
  readonly source_matchers?: readonly string[] | undefined;
  readonly target_matchers?: readonly string[] | undefined;
  readonly equal?: readonly string[] | undefined;
}

function canonical({ source_matchers = [], target_matchers = [], equal = [] }: Comparable): string {
  const matchers = (all: readonly string[]) =>
    all.map((matcher) => matcher.replace(/^(\w+)\s*(=~|!~|!=|=)\s*/, "$1$2")).sort();
  return JSON.stringify([matchers(source_matchers), matchers(target_matchers), [...equal].sort()]);
}

function inhibitionProblems(pod: string, running: RunningConfiguration): string[] {
  const there = new Set(running.inhibit_rules.map(canonical));
  const declared = inhibitRules();
  const missing = declared.filter((rule) => !there.has(canonical(rule)));
  const known = new Set(declared.map(canonical));
  const more = running.inhibit_rules.filter((rule) => !known.has(canonical(rule)));
  return [
    ...missing.map((rule) => `${pod} has no rule of inhibition by which ${inWords(rule)}.`),
    ...more.map((rule) => `${pod} has a rule of inhibition that is not declared: ${inWords(rule)}.`),
  ];
}

function inWords({ source_matchers = [], target_matchers = [], equal = [] }: Comparable): string {
  return `${source_matchers.join(", ") || "everything"} holds back ${target_matchers.join(", ")}${equal.length === 0 ? "" : ` with the same ${equal.join(", ")}`}`;
}

/** Labels of every rule: routes and inhibition go by them. */
async function labelProblems(sources: Sources, objects: ClusterObjects): Promise<readonly string[]> {
  const declared = declaredAlerts(sources.config);
  const all = await Promise.all(
    sources.prometheuses.map(async (prometheus) => {
      const groups = await prometheus.ruleGroups();
      return declared.flatMap((alert) => ruleProblems(alert, prometheus, groups, objects));
    }),
  );
  return all.flat();
}

/** Notifications that failed lately, by integration and reason; the log says more. */
async function deliveryProblems(sources: Sources, arrived: boolean): Promise<readonly string[]> {
  const [prometheus] = sources.prometheuses;
  if (prometheus === undefined) return [];
  const failed = await prometheus.query(
    `sum by (pod, integration, reason) (increase(alertmanager_notifications_failed_total{job="${ALERTMANAGER_NAME}"}[${RECENT}])) > 0`,
  );
  // A notification counts as failed once it is given up; until then only the log has it.
  const pods =
    failed.length > 0 || arrived
      ? [...new Set(failed.map(({ labels }) => labels["pod"] ?? ""))]
      : sources.alertmanagers.map(({ pod }) => pod);
  const logs = await Promise.all(
    pods.map(
      async (pod) =>
        [pod, deliveryError(await sources.log(sources.config.namespace.name, pod), sources.now())] as const,
    ),
  );
  const reasons = new Map(logs);
  return [
    ...failed.map(({ labels }) => {
      const reason = reasons.get(labels["pod"] ?? "");
      return `Alertmanager ${labels["pod"]} failed to notify ${labels["integration"]} within ${RECENT} (${labels["reason"] ?? "other"}${reason === undefined ? "" : `: ${reason}`}).`;
    }),
    ...(failed.length > 0
      ? []
      : logs.flatMap(([pod, reason]) =>
          reason === undefined ? [] : [`The last words of ${pod} on a notification: ${reason}.`],
        )),
  ];
}

/** The reason for which a notification failed, of the last one within the time that counts. */
function deliveryError(log: string | undefined, now: Date): string | undefined {
  const lines = (log ?? "").split("\n").filter((line) => /notif/i.test(line) && /err(or)?=/.test(line));
  const recent = lines.filter((line) => {
    const [, time] = /\b(?:time|ts)=(\S+)/.exec(line) ?? [];
    return time === undefined || now.getTime() - Date.parse(time) < (parseDuration(RECENT) ?? 0);
  });
  return lastError(recent.at(-1));
}
