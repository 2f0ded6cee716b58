/** The catalogue of the alerts, as a page in Markdown. */
import { parse } from "yaml";
import { isAlertingRule, type AlertingRule, type PrometheusRuleGroup, type RecordingRule } from "../../alerts";
import { criterionOf } from "../../alerts/criteria";
import type { AlertmanagerFile } from "../../chart-values/shapes";
import type { Config } from "../../config/schema";
import { type Block, code, generatedBy, heading, joined, LINE_BREAK, link, markdown, paragraph, phrase, prose, table, text, type Words } from "../../markdown";
import type { RenderedFiles } from "../../render/files";
import { told } from "./routing";
import { plainSentence } from "./sentence";
import { thresholds, usedRecordings, type Threshold } from "./thresholds";

/** What the page is made of. */
export interface CatalogueInput {
  /** What `render` writes for the stack that the page describes. */
  readonly files: RenderedFiles;
  /** The configuration of that stack. */
  readonly config: Config;
  /** The file of each alert's proof, from the project's folder. */
  readonly proofs: ReadonlyMap<string, string>;
}

/** The parts of a dashboard that a panel is named by. */
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly { readonly id: number; readonly title?: string }[];
}

/** What a row needs to know besides its alert. */
interface Known {
  readonly alertmanager: AlertmanagerFile;
  readonly dashboards: readonly Dashboard[];
  readonly keys: ReadonlyMap<string, readonly Threshold[]>;
  readonly proofs: ReadonlyMap<string, string>;
}

/** The whole page. */
export function cataloguePage({ files, config, proofs }: CatalogueInput): string {
  const groups = below(files, "rules/").flatMap((text) => (parse(text) as { groups: PrometheusRuleGroup[] }).groups);
  const known: Known = {
    alertmanager: parse(files.get("alertmanager.yaml") ?? "") as AlertmanagerFile,
    dashboards: below(files, "dashboards/").map((text) => JSON.parse(text) as Dashboard),
    keys: thresholds(config),
    proofs,
  };
  const alerts = groups.flatMap(({ rules }) => rules.filter(isAlertingRule));
  return markdown(
    generatedBy("npm run docs:alerts"),
    ...prose(`# Alerts

Made by \`npm run docs:alerts\` from what \`npm run render\` writes for the production stack: ${alerts.length} alerts. What to do about
one, and who hears what in staging: [alert-response.md](alert-response.md). The chart's alerts beside these:
[alert-overlaps.md](alert-overlaps.md). How each is proven: [alert-proofs.md](alert-proofs.md).

*Says* is the text of the message; words in italics are filled in. *After* is how long the condition has to hold before the
alert fires. *Keys* change the alert; they are below \`monitoring:\`, and their values are this stack's. *For* is what asks for
the alert: a criterion of the story (of which AC14, a message in Slack, goes for all), or otherwise an engineer on call.`),
    ...groups.flatMap((group) => section(group, known)),
    ...prose(`## Recordings

Series that Prometheus computes for the alerts to build on.`),
    table(["Name", "Of", "Every", "Alerts that use it"], recordingRows(groups)),
  );
}

function section(group: PrometheusRuleGroup, known: Known): readonly Block[] {
  const subject = subjectOf(group);
  const rows = group.rules.filter(isAlertingRule).map((alert) => row(alert, group.name, known));
  return [
    heading(2, `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`),
    paragraph("Rules: ", link(`alerts/${subject}`, `../alerts/${subject}/index.ts`)),
    table(["Alert", "Says", "After", "Severity", "Team", "Told", "Keys", "Links", "For"], rows),
  ];
}

function row({ alert, for: wait, labels, annotations }: AlertingRule, group: string, { alertmanager, dashboards, keys, proofs }: Known): readonly Words[] {
  const proof = proofs.get(alert);
  const links = [
    link("runbook", `../runbooks/${alert}.md`),
    ...(annotations.dashboard_url === undefined ? [] : [panelLink(annotations.dashboard_url, dashboards)]),
    ...(proof === undefined ? [] : [link("proof", `../${proof}`)]),
  ];
  return [
    alert,
    phrase(plainSentence(annotations.description)),
    wait ?? "at once",
    labels.severity,
    labels.team,
    phrase(told(alertmanager, { alertname: alert, ...labels })),
    joined((keys.get(alert) ?? []).map(({ key, values }) => [code(key), text(`: ${values.join(", ")}`)]), LINE_BREAK),
    joined(links, LINE_BREAK),
    criterionOf(alert, group) ?? "",
  ];
}

/** The panel by its name, at its address without what Prometheus fills in. */
function panelLink(url: string, dashboards: readonly Dashboard[]): Words {
  const address = url.replaceAll(/\{\{ with .*?\{\{ end \}\}/g, "");
  const [, uid, panel] = /\/d\/([\w-]+)\?viewPanel=(\d+)/.exec(address) ?? [];
  const dashboard = dashboards.find((one) => one.uid === uid);
  const title = dashboard?.panels.find(({ id }) => id === Number(panel))?.title;
  if (dashboard === undefined || title === undefined) throw new Error(`There is no panel ${address}.`);
  return link(`${dashboard.title}: ${title}`, address);
}

function recordingRows(groups: readonly PrometheusRuleGroup[]): readonly (readonly Words[])[] {
  const all = groups.flatMap(({ rules }) => rules);
  const recordings = all.filter((rule): rule is RecordingRule => !isAlertingRule(rule));
  const uses = (expr: string, name: string): boolean => usedRecordings(expr, recordings).some(({ record, expr: inner }) => record === name || uses(inner, name));
  return groups.flatMap((group) =>
    group.rules.filter((rule): rule is RecordingRule => !isAlertingRule(rule)).map(({ record }) => {
      const users = all.filter(isAlertingRule).filter(({ expr }) => uses(expr, record)).map(({ alert }) => alert);
      return [code(record), subjectOf(group), group.interval ?? "evaluation", [...new Set(users)].join(", ")];
    }));
}

/** The folder of a group's rules: the end of its name. */
function subjectOf({ name }: PrometheusRuleGroup): string {
  return name.replace(/^qualisys-/, "");
}

function below(files: RenderedFiles, folder: string): readonly string[] {
  return [...files].filter(([path]) => path.startsWith(folder)).map(([, text]) => text);
}
