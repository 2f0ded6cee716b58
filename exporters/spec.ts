/** What distinguishes one exporter from another; everything else about them is the same. */
import type { CaBundle } from "./ca-bundle";

/** What runs in the pod of an exporter, as its kind decides for one server. */
export interface PodSide {
  /** Image with its registry and its exact tag. */
  readonly image: string;
  /** Version for the labels. */
  readonly version: string;
  /** Numeric user of the image; a name would not satisfy `runAsNonRoot`. */
  readonly runAsUser: number;
  readonly args: readonly string[];
  /** Environment variables that are plain. */
  readonly env: Readonly<Record<string, string>>;
  /** Environment variables from keys of the exporter's Secret. */
  readonly secretEnv: Readonly<Record<string, string>>;
  /** Keys of the exporter's Secret that are mounted as files under {@link CREDENTIALS_FOLDER}. */
  readonly secretFiles: readonly string[];
  /** Port of the metrics. */
  readonly port: number;
  /** Path that answers while the process lives, without asking the server. */
  readonly healthPath: string;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
  /** Root certificates to mount, where the server's are not public ones. */
  readonly caBundle?: CaBundle;
}

/** One exporter: a pod beside the server it asks. */
export interface ExporterSpec extends PodSide {
  /** Kind of exporter, which becomes its `job`: `postgres-exporter`. */
  readonly job: string;
  /** Name of the server in the configuration. */
  readonly server: string;
  /** Secret in AWS Secrets Manager with the server's credentials, where it asks for any. */
  readonly credentials?: string;
  /** Label on the targets that carries the server's name: `database`. */
  readonly serverLabel: string;
}

/** Folder of the Secret's files in the pod. */
export const CREDENTIALS_FOLDER = "/etc/exporter/credentials";

/** Name of everything that belongs to one exporter. */
export function exporterName(spec: Pick<ExporterSpec, "job" | "server">): string {
  return `${spec.job}-${spec.server}`;
}
