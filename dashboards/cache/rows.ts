/** The rows of the cache dashboard. */
import type { AlertSettings } from "../../config/schema/alerts";
import { cacheLimits, value } from "../../queries/redis";
import { above, atLeast, type Row } from "../spec";
import { BY_CACHE, commandTime, hitRate, MEMORY_LIMIT, perSecond, sum, TARGETS } from "./queries";

const CACHE = "{{cache}}";

/** The numbers to look at first. */
export function overviewRow(settings: AlertSettings): Row {
  return {
    id: 200,
    title: "Overview",
    panels: [
      {
        kind: "stat",
        id: 1,
        title: "Up",
        unit: "short",
        width: 4,
        steps: atLeast(1),
        words: { 0: "down", 1: "up" },
        alert: "RedisDown",
        description:
          "Whether the exporter reaches its server; with several chosen, whether all do. N/A: no exporter answers.",
        expr: `min(${value("up", TARGETS)})`,
      },
      {
        kind: "stat",
        id: 2,
        title: "Hit rate",
        unit: "percentunit",
        width: 4,
        decimals: 1,
        description: "Share of lookups that found their key. N/A: no lookups.",
        expr: hitRate(""),
      },
      {
        kind: "stat",
        id: 3,
        title: "Memory used",
        unit: "bytes",
        width: 4,
        description: "Memory of keys, values and bookkeeping.",
        expr: sum("memory_used_bytes", ""),
      },
      {
        kind: "stat",
        id: 4,
        title: "Memory used of limit",
        unit: "percentunit",
        width: 4,
        decimals: 1,
        noValue: "no limit",
        steps: above(cacheLimits(settings).memory),
        alert: "RedisMemoryNearLimit",
        description:
          "Memory in use as a share of maxmemory, at the server where it is highest. Servers without a limit are left out. " +
          `RedisMemoryNearLimit fires above ${settings.caches.memoryPercent}% where a full server refuses writes.`,
        expr: `max(${sum("memory_used_bytes", BY_CACHE)} / ${MEMORY_LIMIT})`,
      },
      {
        kind: "stat",
        id: 5,
        title: "Clients",
        unit: "short",
        width: 4,
        description: "Connected clients.",
        expr: sum("connected_clients", ""),
      },
      {
        kind: "stat",
        id: 6,
        title: "Mean command latency",
        unit: "s",
        width: 4,
        description: "Mean time that a command takes inside Redis, without the network.",
        expr: commandTime(""),
      },
    ],
  };
}

/** Does it do its work as a cache? */
export function hitsRow(settings: AlertSettings): Row {
  return {
    id: 201,
    title: "Hits",
    panels: [
      {
        kind: "timeseries",
        id: 10,
        title: "Hit rate",
        unit: "percentunit",
        width: 12,
        min: 0,
        max: 1,
        steps: atLeast(cacheLimits(settings).hits),
        alert: "RedisLowHitRate",
        description:
          "Share of lookups that found their key. Nothing is drawn while there are no lookups. " +
          `RedisLowHitRate fires below ${settings.caches.hitRatePercent}% while there are many.`,
        queries: [{ expr: hitRate(BY_CACHE), legend: CACHE }],
      },
      {
        kind: "timeseries",
        id: 11,
        title: "Hits and misses",
        unit: "ops",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Lookups a second that found their key, and that did not.",
        queries: [
          { expr: perSecond("keyspace_hits", BY_CACHE), legend: `${CACHE} hits` },
          { expr: perSecond("keyspace_misses", BY_CACHE), legend: `${CACHE} misses` },
        ],
      },
    ],
  };
}

/** Does it fit? */
export const memoryRow: Row = {
  id: 202,
  title: "Memory",
  panels: [
    {
      kind: "timeseries",
      id: 20,
      title: "Memory used and limit",
      unit: "bytes",
      width: 8,
      min: 0,
      manySeries: true,
      description:
        "Memory of keys, values and bookkeeping; memory of the whole process; the limit, where maxmemory sets one.",
      queries: [
        { expr: sum("memory_used_bytes", BY_CACHE), legend: `${CACHE} used` },
        { expr: sum("memory_used_rss_bytes", BY_CACHE), legend: `${CACHE} resident` },
        { expr: MEMORY_LIMIT, legend: `${CACHE} limit` },
      ],
    },
    {
      kind: "timeseries",
      id: 21,
      title: "Evicted and expired keys",
      unit: "ops",
      width: 8,
      min: 0,
      manySeries: true,
      description:
        "Keys a second removed for want of memory (only with an eviction policy), and at the end of their time to live.",
      queries: [
        { expr: perSecond("evicted_keys", BY_CACHE), legend: `${CACHE} evicted` },
        { expr: perSecond("expired_keys", BY_CACHE), legend: `${CACHE} expired` },
      ],
    },
    {
      kind: "timeseries",
      id: 22,
      title: "Keys",
      unit: "short",
      width: 8,
      min: 0,
      manySeries: true,
      description: "Keys by database.",
      queries: [{ expr: sum("db_keys", "cache, instance, db"), legend: `${CACHE} {{db}}` }],
    },
  ],
};

/** What is it asked, and how fast does it answer? */
export const commandsRow: Row = {
  id: 203,
  title: "Commands",
  panels: [
    {
      kind: "timeseries",
      id: 30,
      title: "Mean command latency",
      unit: "s",
      width: 12,
      min: 0,
      manySeries: true,
      description:
        "Mean time that a command takes inside Redis, without the network: the ten slowest commands. One slow command holds up all the others.",
      queries: [{ expr: `topk(10, ${commandTime("cache, instance, cmd")})`, legend: `${CACHE} {{cmd}}` }],
    },
    {
      kind: "timeseries",
      id: 31,
      title: "Commands",
      unit: "ops",
      width: 12,
      min: 0,
      manySeries: true,
      description: "Commands a second: the ten most frequent.",
      queries: [{ expr: `topk(10, ${perSecond("commands", "cache, instance, cmd")})`, legend: `${CACHE} {{cmd}}` }],
    },
  ],
};

/** Who talks to it? */
export const clientsRow: Row = {
  id: 204,
  title: "Clients",
  panels: [
    {
      kind: "timeseries",
      id: 40,
      title: "Clients",
      unit: "short",
      width: 8,
      min: 0,
      manySeries: true,
      description: "Connected clients, those that wait in a blocking command, and how many may connect.",
      queries: [
        { expr: sum("connected_clients", BY_CACHE), legend: `${CACHE} connected` },
        { expr: sum("blocked_clients", BY_CACHE), legend: `${CACHE} blocked` },
        { expr: sum("max_clients", BY_CACHE), legend: `${CACHE} maximum` },
      ],
    },
    {
      kind: "timeseries",
      id: 41,
      title: "Rejected connections",
      unit: "ops",
      width: 8,
      min: 0,
      description: "Connections a second refused because the maximum was reached.",
      queries: [{ expr: perSecond("rejected_connections", BY_CACHE), legend: CACHE }],
    },
    {
      kind: "timeseries",
      id: 42,
      title: "Network",
      unit: "Bps",
      width: 8,
      manySeries: true,
      description: "Traffic of the server; what it sends is drawn below zero.",
      queries: [
        { expr: perSecond("net_input_bytes", BY_CACHE), legend: `${CACHE} received` },
        { expr: `-${perSecond("net_output_bytes", BY_CACHE)}`, legend: `${CACHE} sent` },
      ],
    },
  ],
};
