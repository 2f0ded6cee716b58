/** AC9 to AC12: an alert fired, and its message arrived. */
import { indirectVerdict, verdictOf, type Criterion } from "../row";
import { evidenceInWords, evidenceOf, missingEvidence, SKIPPED } from "./evidence";
import { declaredAlerts, ruleProblems } from "./rules";

function alertRow(id: string, title: string, names: string): Criterion {
  return {
    id,
    title,
    asked: `Prometheus: the rules ${names} and their labels; then a message about each, of this run or of a drill`,
    settles: false,
    judge: async (sources) => {
      const declared = declaredAlerts(sources.config).filter(({ criterion }) => criterion === id);
      const objects = await sources.objects();
      const rules = await Promise.all(
        sources.prometheuses.map(async (prometheus) => {
          const groups = await prometheus.ruleGroups();
          return declared.flatMap((alert) => ruleProblems(alert, prometheus, groups, objects));
        }),
      );
      const evidence = await evidenceOf(
        sources,
        declared.map(({ rule }) => rule.alert),
      );
      if (sources.messages === undefined)
        return indirectVerdict(
          rules.flat(),
          `${declared.map(({ rule }) => rule.alert).join(", ")}: evaluated`,
          SKIPPED,
        );
      return verdictOf([...rules.flat(), ...missingEvidence(evidence)], evidence.map(evidenceInWords).join("; "));
    },
  };
}

export const alertsFire: readonly Criterion[] = [
  alertRow("AC9", "A pod that restarts again and again is reported", "PodCrashLooping"),
  alertRow("AC10", "CPU and memory above 80 % are reported", "HighCPUUsage and HighMemoryUsage"),
  alertRow("AC11", "An exhausted connection pool is reported", "DatabaseConnectionPoolExhaustion"),
  alertRow("AC12", "Slow answers are reported", "HighAPILatency"),
];
