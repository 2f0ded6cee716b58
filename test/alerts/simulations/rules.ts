/** The rules that the simulations run, and what they select. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { selectedMetrics as metricsOf, selectors } from "../../../promql";
import { PROJECT_FOLDER } from "../../../render/program";
import type { RawConfig } from "../../../config/raw";
import { renderFiles } from "../../../render/files";
import { declaredGraph } from "../../program/declared.fixture";
import { renderedFolder } from "../../stacks/rendered";

const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.coerce.string(),
});
const groupsSchema = z.looseObject({
  groups: z.array(z.looseObject({ name: z.string(), rules: z.array(ruleSchema) })),
});

/** A rule file as Prometheus loads it. */
export type RuleGroups = z.infer<typeof groupsSchema>;

/** A rule file by its name. */
export interface RuleFile {
  readonly name: string;
  readonly content: RuleGroups;
}

/** One rule: an alert or a recording. */
export interface Rule {
  /** Name of the alert or of the recorded series. */
  readonly name: string;
  readonly isAlert: boolean;
  readonly expr: string;
}

/** What `npm run render` writes for the production stack. */
export async function projectRules(): Promise<RuleFile[]> {
  return [...(await renderedFolder("production", "rules"))].map(([file, text]) => ruleFile(file, text));
}

/** What `npm run render` would write for another stack file. */
export async function rulesOfStack(stackFile: RawConfig): Promise<RuleFile[]> {
  const files = await renderFiles(await declaredGraph(stackFile));
  return [...files].filter(([path]) => path.startsWith("rules/")).map(([path, text]) => ruleFile(basename(path), text));
}

/** The chart's rules that say that the others work: the Watchdog, InfoInhibitor, TargetDown. Of the project's own chart. */
export function generalRules(): RuleFile {
  return (
    readRules(join(PROJECT_FOLDER, "sandbox/own-chart/kube-prometheus-stack/files/rules/general.rules.yaml"))[0] ?? {
      name: "general",
      content: { groups: [] },
    }
  );
}

/**
 * Rule files of a folder, or one file: rules as Prometheus loads them, or PrometheusRule objects.
 *
 * @throws Error where nothing is there, where there is no YAML file, or one of them has no rules.
 */
export function readRules(path: string): RuleFile[] {
  if (!existsSync(path))
    throw new Error(
      `${path} does not exist; name a folder of rule files or of PrometheusRule objects, or one such file.`,
    );
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => /\.ya?ml$/.test(file))
        .sort()
        .map((file) => join(path, file))
    : [path];
  if (files.length === 0)
    throw new Error(`${path} has no YAML file; name a folder of rule files or of PrometheusRule objects.`);
  return files.map((file) => ruleFile(basename(file), readFileSync(file, "utf8")));
}

function ruleFile(name: string, text: string): RuleFile {
  const data: unknown = parse(text);
  const found = groupsSchema.safeParse(data);
  const inObject = z.object({ spec: groupsSchema }).safeParse(data);
  if (found.success) return { name, content: found.data };
  if (inObject.success) return { name, content: inObject.data.spec };
  throw new Error(
    `${name} has no rules: neither "groups" nor a PrometheusRule with "spec.groups". Leave it out, or name a folder with rules only.`,
  );
}

/** All rules of some files. */
export function rulesOf(files: readonly RuleFile[]): Rule[] {
  return files
    .flatMap(({ content }) => content.groups)
    .flatMap(({ rules }) => rules)
    .map(({ alert, record, expr }) => ({ name: alert ?? record ?? "", isAlert: alert !== undefined, expr }));
}

/** The files with nothing but one alert and the recordings that it builds on. */
export function onlyAlert(files: readonly RuleFile[], alert: string): RuleFile[] {
  const needed = recordingsBehind(alert, rulesOf(files));
  return files.flatMap(({ name, content }) => {
    const groups = content.groups
      .map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => rule.alert === alert || needed.has(rule.record ?? "")),
      }))
      .filter(({ rules }) => rules.length > 0);
    return groups.length === 0 ? [] : [{ name, content: { ...content, groups } }];
  });
}

/** Names of the recordings that an alert builds on, directly or by others. */
function recordingsBehind(alert: string, rules: readonly Rule[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const look = ({ expr }: Rule): void => {
    const names = metricsOf(expr).names.filter((name) => !needed.has(name));
    const recordings = rules.filter(({ name, isAlert }) => !isAlert && names.includes(name));
    for (const { name } of recordings) needed.add(name);
    recordings.forEach(look);
  };
  rules.filter(({ name, isAlert }) => isAlert && name === alert).forEach(look);
  return needed;
}

/** Every selector of an expression, `metric{matchers}` without its range, once. */
export function selectorsOf(expr: string): string[] {
  return [...new Set(selectors(expr).map(({ text }) => text.replace(/\s+/g, " ")))];
}

/** Every selector of all rules, once. */
export function allSelectors(files: readonly RuleFile[]): string[] {
  return [...new Set(rulesOf(files).flatMap(({ expr }) => selectorsOf(expr)))];
}

/** Names of all metrics that the rules select. */
export function selectedMetrics(files: readonly RuleFile[]): ReadonlySet<string> {
  return new Set(rulesOf(files).flatMap(({ expr }) => metricsOf(expr).names));
}
