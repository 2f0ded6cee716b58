/** The arguments of the deployed postgres_exporter, for the newest that can be built from Go modules: 0.19.1. */

/** Collectors that had another name before 0.20. */
const RENAMED: Readonly<Record<string, string>> = { replication_slots: "replication_slot" };

/** What 0.19 always asks for: these became collectors with flags in 0.20. */
const WITHOUT_FLAG: readonly string[] = ["settings", "stat_activity", "stat_archiver", "stat_replication"];

/** The same arguments as 0.19.1 knows them; it ends at a flag that it does not know. Everything but collectors stays. */
export function olderArguments(args: readonly string[]): string[] {
  return args.flatMap((argument) => {
    const [, flag = "", name = ""] = /^(--(?:no-)?collector\.)([a-z_]+)$/.exec(argument) ?? [];
    if (WITHOUT_FLAG.includes(name)) return [];
    const renamed = RENAMED[name];
    return [renamed === undefined ? argument : flag + renamed];
  });
}
