/**
 * What a kind of exporter is: one folder beside this file, with a file for each side of it, and one line of `registry.ts`.
 *
 * The sides are data and pure functions of one item of the stack file's list. They import none of what uses them (the
 * schema, the components, the sandbox), so that each of these can take its side from the registry.
 */
import type { z } from "zod";
import type { Problem } from "../config/fields/problem";
import type { AskedField } from "../config/fields/secret-fields";
import { exporterName, type ExporterSpec, type PodSide } from "./spec";

/** One server as the stack file lists it: its kind decides on all but the name. */
export interface ServerItem {
  readonly name: string;
}

/** What the stack file says of servers of this kind. */
export interface ConfigSide {
  /** Key below `monitoring:` that lists them: `databases`. */
  readonly key: string;
  /** One item of the list. A secret of its own is under the key `credentials`. */
  readonly item: z.ZodType<ServerItem>;
  /** What the list is, for the documentation. */
  readonly description: string;
  /** What alerts on these servers tolerate, under `monitoring:alerts` and the same key; none where no alert has a setting. */
  readonly thresholds?: z.ZodObject;
}

/** One item of the stack file's list, parsed. */
export type ItemOf<Config extends ConfigSide> = z.infer<Config["item"]>;

/** An alert that inhibits another one of the same server. */
export interface ServerInhibition {
  /** The alert that says it better, or is the cause. */
  readonly cause: string;
  /** Matchers of the alerts that are held back. */
  readonly target: readonly string[];
  /** Labels that both have alike; each is among the matchers, or always there. */
  readonly equal: readonly string[];
}

/** How servers of this kind are known in Prometheus and Alertmanager. */
export interface LabelsSide {
  /** `job` of the exporters; their objects are named after it. */
  readonly job: string;
  /** Label that carries the server's name: `database`. */
  readonly server: string;
  /** Alert on a server that does not answer: it explains what the other alerts of its file say of the server. */
  readonly down?: string;
  /** Which other alerts hold back which; none by default. */
  readonly inhibitions?: readonly ServerInhibition[];
}

/** What is asked of AWS Secrets Manager for one server. */
export interface AskedSecret {
  /** Name or ARN of the secret. */
  readonly id: string;
  /** The values that are taken from it. */
  readonly fields: readonly AskedField[];
}

/** What the exporter is given about the server: the keys of its Kubernetes Secret, and how their values are made. */
export interface CredentialsSide<Value> {
  /** The server's secret; undefined where it asks for no credentials. */
  readonly asked: (value: Value) => AskedSecret | undefined;
  /** Keys of the Kubernetes Secret, so that they are known in a preview. */
  readonly keys: (value: Value) => readonly string[];
  /**
   * Data of the Kubernetes Secret by its keys.
   *
   * @param text the text of the asked secret; undefined where none is asked.
   * @throws Error where the text lacks a field or has a wrong one; readSecrets has reported it by then.
   */
  readonly data: (value: Value, text: string | undefined) => Readonly<Record<string, string>>;
}

/** What the sandbox has in place of the real thing. */
export interface SandboxSide<Value> {
  /** Values of the server's secret that no random text can stand for, by their JSON keys: the host `placeholderHost` and a port. */
  readonly secretValues: (value: Value, placeholderHost: string) => Readonly<Record<string, string | number>>;
}

/** Every side of a kind, each from a file of its folder. */
export interface ExporterSides<Config extends ConfigSide, Labels extends LabelsSide> {
  readonly config: Config;
  /**
   * What does not go together in one item, or does not fit what is outside the stack file.
   *
   * @param path the item's path below `monitoring:`: `databases[0]`.
   */
  readonly combinations: (value: ItemOf<Config>, path: string) => readonly Problem[];
  readonly labels: Labels;
  readonly credentials: CredentialsSide<ItemOf<Config>>;
  readonly pod: (value: ItemOf<Config>) => PodSide;
  /** Series that Prometheus holds of one server, estimated on the high side. */
  readonly series: number;
  readonly sandbox: SandboxSide<ItemOf<Config>>;
}

/** One server of the configuration with what its kind makes of it; the kind's own type of item is out of sight from here on. */
export interface MeasuredServer {
  /** Its name in the configuration. */
  readonly name: string;
  /** Its path below `monitoring:`: `databases[0]`. */
  readonly path: string;
  readonly labels: LabelsSide;
  /** Name of all objects of its exporter: `postgres-exporter-qualisys`. */
  readonly objectName: string;
  /** What is asked of AWS Secrets Manager, where anything is. */
  readonly asked: AskedSecret | undefined;
  /** Keys of the exporter's Kubernetes Secret. */
  readonly secretKeys: readonly string[];
  /** Data of the exporter's Kubernetes Secret: see {@link CredentialsSide}. */
  readonly secretData: (text?: string) => Readonly<Record<string, string>>;
  /** What does not go together. */
  readonly problems: () => readonly Problem[];
  /** What to run. */
  readonly exporter: () => ExporterSpec;
  /** What the sandbox makes up: see {@link SandboxSide}. */
  readonly placeholderValues: (placeholderHost: string) => Readonly<Record<string, string | number>>;
}

/** A kind of exporter, with what can be made of its items. */
export interface ExporterKind<Config extends ConfigSide, Labels extends LabelsSide>
  extends ExporterSides<Config, Labels> {
  /** What to run beside one server. */
  readonly exporter: (value: ItemOf<Config>) => ExporterSpec;
  /** The servers of this kind in a configuration. */
  readonly servers: (config: Readonly<Record<Config["key"], readonly ItemOf<Config>[]>>) => readonly MeasuredServer[];
}

/** Puts the sides of a kind together. */
export function exporterKind<Config extends ConfigSide, Labels extends LabelsSide>(
  sides: ExporterSides<Config, Labels>,
): ExporterKind<Config, Labels> {
  const { labels, credentials } = sides;
  const key: Config["key"] = sides.config.key;
  const exporter = (value: ItemOf<Config>): ExporterSpec => ({
    job: labels.job,
    server: value.name,
    serverLabel: labels.server,
    credentials: credentials.asked(value)?.id,
    ...sides.pod(value),
  });
  const server = (value: ItemOf<Config>, path: string): MeasuredServer => ({
    name: value.name,
    path,
    labels,
    objectName: exporterName({ job: labels.job, server: value.name }),
    asked: credentials.asked(value),
    secretKeys: credentials.keys(value),
    secretData: (text) => credentials.data(value, text),
    problems: () => sides.combinations(value, path),
    exporter: () => exporter(value),
    placeholderValues: (placeholderHost) => sides.sandbox.secretValues(value, placeholderHost),
  });
  return {
    ...sides,
    exporter,
    servers: (config) => config[key].map((value, index) => server(value, `${key}[${index}]`)),
  };
}
