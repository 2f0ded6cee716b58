/** An alert and a recording with which nothing is wrong, to be broken one thing at a time. */
import { stringify } from "yaml";

/** An alert as a rule file has it; what a broken one lacks may be absent. */
export interface LooseAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A recording as a rule file has it. */
export interface LooseRecording {
  readonly record: string;
  readonly expr: string;
}

/** A rule with which nothing is wrong. */
export const goodAlert: LooseAlert = {
  alert: "NodeTooHot",
  expr: 'max by (namespace, job, instance) (node_hwmon_temp_celsius{job="node-exporter"}) > 80',
  for: "5m",
  labels: { severity: "warning", team: "platform" },
  annotations: {
    summary: "Node is too hot.",
    description: "Node {{ $labels.instance }} is {{ $value }} degrees warm (more than 80).",
    runbook_url: "https://docs.example.com/runbooks/NodeTooHot.md",
  },
};

/** A recording with which nothing is wrong. */
export const goodRecording: LooseRecording = {
  record: "instance:node_network_receive_bytes:rate5m",
  expr: "sum by (namespace, job, instance) (rate(node_network_receive_bytes_total[5m]))",
};

/** A rule file's text. */
export function ruleFile(...rules: readonly (LooseAlert | LooseRecording)[]): string {
  return stringify({ groups: [{ name: "qualisys-nodes", rules }] }, { lineWidth: 0 });
}

/** The alert without one of its labels or annotations. */
export function without(alert: LooseAlert, kind: "labels" | "annotations", name: string): LooseAlert {
  return { ...alert, [kind]: Object.fromEntries(Object.entries(alert[kind]).filter(([key]) => key !== name)) };
}

/** The alert with another label or annotation. */
export function having(alert: LooseAlert, kind: "labels" | "annotations", name: string, value: string): LooseAlert {
  return { ...alert, [kind]: { ...alert[kind], [name]: value } };
}
