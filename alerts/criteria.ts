/** Which acceptance criterion of the story, or which requirement, an alert is there for. */

const byAlert: Readonly<Record<string, string>> = {
  PodCrashLooping: "AC9",
  HighCPUUsage: "AC10",
  HighMemoryUsage: "AC10",
  DatabaseConnectionPoolExhaustion: "AC11",
  HighAPILatency: "AC12",
  // The story's rule besides its criteria.
  HighErrorRate: "story",
};

const byGroup: Readonly<Record<string, string>> = {
  // 99.5% uptime: the SLOs.
  "qualisys-requests": "NFR-R4",
  "qualisys-latency": "NFR-R4",
};

/** Alerts that the story names. */
export const alertsOfTheStory: readonly string[] = Object.keys(byAlert);

/** The criterion of an alert of a group; undefined for what an engineer on call expects besides. */
export function criterionOf(alert: string, group: string): string | undefined {
  return byAlert[alert] ?? byGroup[group];
}
