/** What does not go together in the thresholds of the alerts. */
import { problem, type Problem } from "../fields/problem";
import type { Config } from "../schema";

/** A warning that comes after the critical alert warns nobody. */
export function certificateWarnedTooLate({ alerts: { certificates } }: Config): readonly Problem[] {
  const { warningDays, criticalDays } = certificates;
  if (warningDays > criticalDays) return [];
  return [
    problem(
      ["alerts.certificates.warningDays", "alerts.certificates.criticalDays"],
      ([warning, critical]) => `${warning} is ${warningDays}; it must be above ${critical} (${criticalDays}).`,
    ),
  ];
}
