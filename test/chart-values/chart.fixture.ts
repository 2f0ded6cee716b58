import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { create } from "tar";

/** Files of a chart, by their paths in it. */
export type Files = Readonly<Record<string, string>>;

/** A small chart with a chart below it, which its values call `metrics`. */
export const files: Files = {
  "Chart.yaml":
    "name: kube-prometheus-stack\nversion: 99.0.0\ndependencies: [{ name: exporter, alias: metrics, version: 1.x }]\n",
  "values.yaml":
    "enabled: true\nname: ''\nreplicas: 1\nhosts: [a]\nannotations: {}\nsize: null\nmetrics: { port: '9100', podLabels: { job: x } }\nglobal: { registry: '' }\n",
  "templates/a/deployment.yaml":
    "{{ .Values.replicas }} {{ .Values.service.port }} {{ .Values.annotations.team }} {{ $.Values.name.first }}",
  "templates/_helpers.tpl": "{{- if .Values.service.port }}{{ end }}",
  "charts/README.md": "Notes.",
  "charts/exporter/Chart.yaml": "name: exporter\nversion: 1.2.3\n",
  "charts/exporter/values.yaml": "port: 9000\npodLabels: {}\ntolerations: []\n",
  "charts/exporter/templates/daemonset.yaml": "{{ .Values.global.pullSecret }} {{ .Values.host.network }}",
};

/** The chart's keys: what the files say, and nothing else. */
export const keys = {
  annotations: "map",
  enabled: "boolean",
  global: { pullSecret: "any", registry: "string" },
  hosts: "list",
  metrics: { host: { network: "any" }, podLabels: { job: "string" }, port: "number", tolerations: "list" },
  name: "string",
  replicas: "number",
  service: { port: "any" },
  size: "null",
};

/** Writes a chart into a folder. */
export function writeChart(folder: string, content: Files): string {
  for (const [path, text] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Packs a folder as Helm does and takes it away: the archive holds it under its own name. */
export function pack(folder: string, archive: string): string {
  create({ file: archive, cwd: dirname(folder), gzip: true, sync: true }, [folder.slice(dirname(folder).length + 1)]);
  rmSync(folder, { recursive: true });
  return archive;
}
