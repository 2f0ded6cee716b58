/** Queries that find nothing on a healthy system with the defaults of servers and exporters: what they show is off there. */

/** A query, or all queries of a panel. */
export interface EmptyQuery {
  /** Uid of the dashboard. */
  readonly dashboard: string;
  readonly panelId: number;
  /** Absent: each of the panel's. */
  readonly refId?: string;
  /** What has to be on for it to find something. */
  readonly needs: string;
}

/** All of them; each of the panels says so itself, and has something else to show or is folded away. */
export const emptyWithoutFault: readonly EmptyQuery[] = [
  { dashboard: "qualisys-database", panelId: 20, refId: "A", needs: "pg_stat_statements on the server" },
  { dashboard: "qualisys-database", panelId: 40, needs: "pg_stat_statements on the server" },
  { dashboard: "qualisys-database", panelId: 51, needs: "replication slots" },
  { dashboard: "qualisys-cache", panelId: 4, needs: "a memory limit (maxmemory) on the server" },
  { dashboard: "qualisys-cache", panelId: 20, refId: "C", needs: "a memory limit (maxmemory) on the server" },
];

/** Whether a query may find nothing. */
export function mayBeEmpty(query: {
  readonly dashboard: string;
  readonly panelId: number | undefined;
  readonly refId: string | undefined;
}): boolean {
  return emptyWithoutFault.some(
    ({ dashboard, panelId, refId }) =>
      dashboard === query.dashboard && panelId === query.panelId && (refId === undefined || refId === query.refId),
  );
}
