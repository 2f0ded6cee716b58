/** What is the same about the exporters of every kind of server. */
import type { ExporterLists } from "../exporters";
import { unanswered } from "./targets";

/** The servers in the configuration of a stack; each has an exporter. */
export interface Servers {
  /** Namespace of their exporters. */
  readonly namespace: string;
  /** The databases, with what is measured of each; their names are the `database` of their targets. */
  readonly databases: readonly Pick<ExporterLists["databases"][number], "name" | "engine" | "collectorsOff">[];
  /** The caches; their names are the `cache` of their targets. */
  readonly caches: readonly Named[];
}

interface Named {
  readonly name: string;
}

/** One kind of exporter, and the servers that it is to be there for. */
export interface ExporterKind {
  /** `job` of its targets. */
  readonly job: string;
  /** The label that names the server. */
  readonly label: "database" | "cache";
  /** Namespace of the exporters. */
  readonly namespace: string;
  /** The servers in the configuration. */
  readonly servers: readonly Named[];
}

/** Servers that are not measured: no target of theirs answers, or they have none. */
export function exporterDown({ job, label, namespace, servers }: ExporterKind): string {
  return unanswered(
    `job="${job}"`,
    ["namespace", "job", label],
    servers.map(({ name }) => ({ namespace, job, [label]: name })),
  );
}
