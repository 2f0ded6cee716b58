/** What is the same about the exporters of every kind of server. */

/** The servers in the configuration of a stack; each has an exporter. */
export interface Servers {
  /** Namespace of their exporters. */
  readonly namespace: string;
  /** The databases; their names are the `database` of their targets. */
  readonly databases: readonly Named[];
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

/**
 * Servers that are not measured: no target of theirs answers, or they have none.
 *
 * - Over all targets of a server: while a pod replaces another, one that answers is enough.
 * - A target that is gone leaves no `up` of 0 behind, so that each server is asked for by its name. Both halves have the
 *   same labels, and a pod that first fails and then disappears is one alert.
 */
export function exporterDown({ job, label, namespace, servers }: ExporterKind): string {
  const silent = `max by (namespace, job, ${label}) (up{job="${job}"}) == 0`;
  const gone = servers.map(({ name }) => `absent(up{namespace="${namespace}", job="${job}", ${label}="${name}"})`);
  return [silent, ...gone].join("\nor\n");
}
