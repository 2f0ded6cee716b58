/** What the stand-ins have to know of the cluster's objects. Everything else is dropped as soon as it is read. */
import { z } from "zod";

/** Of requests, limits and capacities: `cpu`, `memory` and others, as quantities. */
const resources = z.record(z.string(), z.string());

const probe = z.object({ periodSeconds: z.number().optional() });

const container = z.object({
  name: z.string(),
  image: z.string().default(""),
  resources: z.object({ requests: resources.optional(), limits: resources.optional() }).default({}),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  startupProbe: probe.optional(),
  /** Of init containers: `Always` for those that run beside the others. */
  restartPolicy: z.string().optional(),
});

const containerStatus = z.object({
  name: z.string(),
  restartCount: z.number().default(0),
  ready: z.boolean().default(false),
  image: z.string().default(""),
  imageID: z.string().default(""),
  state: z
    .object({
      running: z.object({ startedAt: z.string().nullish() }).optional(),
      waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
      terminated: z.object({ reason: z.string().optional() }).optional(),
    })
    .default({}),
});

export const podSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    creationTimestamp: z.string(),
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    hostNetwork: z.boolean().optional(),
    containers: z.array(container),
    initContainers: z.array(container).optional(),
    volumes: z
      .array(
        z.object({
          name: z.string(),
          persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
          /** A volume whose claim comes and goes with the pod. */
          ephemeral: z.object({}).optional(),
        }),
      )
      .optional(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      startTime: z.string().optional(),
      containerStatuses: z.array(containerStatus).optional(),
      initContainerStatuses: z.array(containerStatus).optional(),
    })
    .default({}),
});

export const claimSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  status: z.object({ phase: z.string().optional(), capacity: resources.optional() }).default({}),
});

export const nodeSchema = z.object({
  metadata: z.object({ name: z.string(), creationTimestamp: z.string() }),
  status: z.object({ capacity: resources.optional() }).default({}),
});

/** A list as the API server gives it. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) });
}

export type Pod = z.infer<typeof podSchema>;
export type Container = z.infer<typeof container>;
export type Claim = z.infer<typeof claimSchema>;
export type Node = z.infer<typeof nodeSchema>;

/** When a pod was started; counters of it begin then. Seconds since 1970. */
export function startOf({ metadata, status }: Pod): number {
  return Date.parse(status.startTime ?? metadata.creationTimestamp) / 1000;
}

/** The containers of a pod that last as long as it does: its own, and the init containers that run beside them. */
export function lastingContainers({ spec }: Pod): readonly Container[] {
  return [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always")];
}

/** Those that run now: none of a pod that is pending or over, and none that waits to be restarted. */
export function runningContainers(pod: Pod): readonly Container[] {
  const { status } = pod;
  if (status.phase !== "Running") return [];
  const states = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const stopped = states.filter(({ state }) => state.waiting !== undefined || state.terminated !== undefined);
  return lastingContainers(pod).filter(({ name }) => !stopped.some((other) => other.name === name));
}
