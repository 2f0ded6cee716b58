/** The row about the services' Node.js processes, from the default metrics of prom-client. */
import { once } from "../../queries/discovery";
import { eventLoopLagP99 } from "../../queries/nodejs";
import type { Row } from "../spec";
import { nodejsProcess, ofProcess, TARGETS } from "./queries";

const INSTANCE = "{{job}} {{instance}}";

export const nodejsRow: Row = {
  id: 203,
  title: "Node.js",
  panels: [
    {
      kind: "timeseries",
      id: 30,
      title: "Event loop lag",
      unit: "s",
      width: 12,
      min: 0,
      manySeries: true,
      description:
        "How late the event loop runs its timers: mean and 99th percentile since the scrape before. A busy loop delays every request of the process.",
      queries: [
        { expr: ofProcess(eventLoopLagP99(TARGETS)), legend: `${INSTANCE} p99` },
        { expr: ofProcess(`nodejs_eventloop_lag_mean_seconds{${TARGETS}}`), legend: `${INSTANCE} mean` },
      ],
    },
    {
      kind: "timeseries",
      id: 31,
      title: "Heap",
      unit: "bytes",
      width: 12,
      min: 0,
      manySeries: true,
      description:
        "Memory of JavaScript objects: in use, and reserved for them. Used memory that only grows is a leak.",
      queries: [
        { expr: ofProcess(`nodejs_heap_size_used_bytes{${TARGETS}}`), legend: `${INSTANCE} used` },
        { expr: ofProcess(`nodejs_heap_size_total_bytes{${TARGETS}}`), legend: `${INSTANCE} reserved` },
      ],
    },
    {
      kind: "timeseries",
      id: 32,
      title: "Resident memory",
      unit: "bytes",
      width: 8,
      min: 0,
      manySeries: true,
      description:
        "Memory of the whole process: heap, buffers and native code. This is what a container's memory limit counts.",
      queries: [{ expr: nodejsProcess(`process_resident_memory_bytes{${TARGETS}}`), legend: INSTANCE }],
    },
    {
      kind: "timeseries",
      id: 33,
      title: "CPU",
      unit: "short",
      width: 8,
      min: 0,
      manySeries: true,
      description: "CPUs in use by the process. JavaScript runs on one of them: near 1 the event loop is saturated.",
      queries: [
        { expr: nodejsProcess(`rate(process_cpu_seconds_total{${TARGETS}}[$__rate_interval])`), legend: INSTANCE },
      ],
    },
    {
      kind: "timeseries",
      id: 34,
      title: "Garbage collection",
      unit: "percentunit",
      width: 8,
      min: 0,
      manySeries: true,
      description: "Share of time that the process spends collecting garbage, when it does nothing else.",
      queries: [
        {
          expr: `sum by (namespace, job, instance) (${once(`rate(nodejs_gc_duration_seconds_sum{${TARGETS}}[$__rate_interval])`)})`,
          legend: INSTANCE,
        },
      ],
    },
  ],
};
