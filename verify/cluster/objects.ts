/** The objects of a cluster that rows look at. */
import type {
  V1ConfigMap,
  V1Ingress,
  V1Node,
  V1PersistentVolumeClaim,
  V1Pod,
  V1Service,
} from "@kubernetes/client-node";
import { z } from "zod";

const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(""),
  labels: z.record(z.string(), z.string()).default({}),
  generation: z.number().optional(),
});

const expression = z.object({
  key: z.string(),
  operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
  values: z.array(z.string()).default([]),
});

/** A selector by labels, as Kubernetes writes it. */
export const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z.array(expression).default([]),
});
export type Selector = z.infer<typeof selectorSchema>;

export const serviceMonitorSchema = z.object({
  metadata,
  spec: z.object({
    selector: selectorSchema,
    namespaceSelector: z
      .object({ any: z.boolean().optional(), matchNames: z.array(z.string()).optional() })
      .default({}),
    endpoints: z.array(z.object({ port: z.string().optional(), interval: z.string().optional() })).default([]),
  }),
});
export type ServiceMonitor = z.infer<typeof serviceMonitorSchema>;

export const prometheusSchema = z.object({
  metadata,
  spec: z.object({
    /** Absent: no ServiceMonitor is selected. Without any condition: all are. */
    serviceMonitorSelector: selectorSchema.optional(),
    ruleSelector: selectorSchema.optional(),
    retention: z.string().optional(),
    retentionSize: z.string().optional(),
    scrapeInterval: z.string().optional(),
  }),
  status: z
    .object({
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().default("") }))
        .default([]),
    })
    .default({ conditions: [] }),
});
export type PrometheusObject = z.infer<typeof prometheusSchema>;

export const alertmanagerSchema = z.object({
  metadata,
  spec: z.object({ secrets: z.array(z.string()).default([]) }),
});
export type AlertmanagerObject = z.infer<typeof alertmanagerSchema>;

export const ruleObjectSchema = z.object({ metadata });
export type RuleObject = z.infer<typeof ruleObjectSchema>;

export const httpRouteSchema = z.object({
  metadata,
  spec: z.object({
    hostnames: z.array(z.string()).default([]),
    parentRefs: z.array(z.object({ name: z.string(), sectionName: z.string().optional() })).default([]),
  }),
});
export type HttpRoute = z.infer<typeof httpRouteSchema>;

/** What was read, all of one moment. */
export interface ClusterObjects {
  readonly nodes: readonly V1Node[];
  /** Of all namespaces, as the Services. */
  readonly pods: readonly V1Pod[];
  readonly services: readonly V1Service[];
  /** Of the stack's namespace, as all that follow. */
  readonly configMaps: readonly V1ConfigMap[];
  readonly claims: readonly V1PersistentVolumeClaim[];
  readonly ingresses: readonly V1Ingress[];
  readonly httpRoutes: readonly HttpRoute[];
  readonly serviceMonitors: readonly ServiceMonitor[];
  readonly prometheuses: readonly PrometheusObject[];
  readonly alertmanagers: readonly AlertmanagerObject[];
  readonly rules: readonly RuleObject[];
  /** Keys of each Secret by its name; never a value. Undefined: they may not be read. */
  readonly secretKeys: ReadonlyMap<string, readonly string[]> | undefined;
}
