/** Alerts on the machines of the cluster, from node-exporter. */
import type { AlertSettings } from "../../config/schema/alerts";
import { idleRate, NODE, nodeMemory, ordinaryMemory } from "../../queries/nodes";
import type { RuleGroup } from "../types";

/**
 * CPU in use on each node, in per cent.
 *
 * - Everything that is not idle: built on the idle share, because a sum over the busy modes is empty where only the
 *   idle series exist.
 * - Per node: an average over the cluster hides a hot one.
 * - The maximum over scrapes of the same CPU, so that a node-exporter found twice does not count as twice as idle.
 * - Rounded to a hundredth: the rates of a node that is exactly at the threshold add up to a hair more.
 */
const cpuPercent = `round(
  100 * (
    1 - avg by (${NODE}) (
      sum by (${NODE}, cpu) (
        max by (${NODE}, cpu, mode) (
          ${idleRate("", "5m")}
        )
      )
    )
  ), 0.01
)`;

/**
 * Memory in use on each node, in per cent of what is not reserved for huge pages: that is the memory that runs out.
 * Aggregated so that a restarted node-exporter pod continues the same alert.
 */
const memoryPercent = `round(
  100 * (
    1 - (
        ${nodeMemory("MemAvailable", NODE)}
      /
        ${ordinaryMemory(NODE)}
    )
  ), 0.01
)`;

/** Alerts on nodes. */
export function nodeAlerts(settings: AlertSettings): RuleGroup {
  return {
    name: "qualisys-nodes",
    alerts: [
      {
        name: "HighCPUUsage",
        expr: `${cpuPercent} > ${settings.nodes.cpuPercent}`,
        // A new node reads as busy until its counters fill the window; that passes within these five minutes.
        for: "5m",
        severity: "warning",
        team: "platform",
        summary: "Node has high CPU usage.",
        description:
          'CPU usage of node {{ $labels.instance }}, averaged over 5 minutes, is {{ $value | printf "%.1f" }}% ' +
          `(more than ${settings.nodes.cpuPercent}%) for at least 5 minutes.`,
      },
      {
        name: "HighMemoryUsage",
        expr: `${memoryPercent} > ${settings.nodes.memoryPercent}`,
        for: "5m",
        severity: "warning",
        team: "platform",
        summary: "Node has high memory usage.",
        description:
          'Memory usage of node {{ $labels.instance }} is {{ $value | printf "%.1f" }}% ' +
          `(more than ${settings.nodes.memoryPercent}%) for at least 5 minutes; memory reserved for huge pages is left out.`,
      },
    ],
  };
}
