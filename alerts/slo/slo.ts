/** What services promise their users. */
import type { ServiceConfig } from "../../config/schema";
import { OBJECTIVES } from "../../config/schema/targets";
import { oneOf, type Matchers } from "../../queries/promql";

/** One promise: that a share of a service's requests goes well, over 30 days. */
export interface Slo {
  /** The service's name, which is its `job`. */
  readonly service: string;
  /** Requests that go well. Per cent: 99.5 leaves an error budget of 0.5%. */
  readonly objective: number;
  /** With it the promise is about latency: that requests are answered within this time. Seconds; a bound of the service's buckets. Without, about availability: that they are not answered with a 5xx status. */
  readonly withinSeconds?: number;
}

/**
 * An SLO in one line: `slo({ service: "qualisys-api", objective: 99.5 })`. Recordings, alerts and dashboard follow from
 * it (`availabilityRules`, `latencyRules`, `sloDashboard`).
 *
 * @throws Error where the objective is none that alerts can watch.
 */
export function slo(promise: Slo): Slo {
  const { service, objective } = promise;
  if (objective < OBJECTIVES.lowest || objective > OBJECTIVES.highest) {
    throw new Error(`The objective of ${service} is ${objective}; it must be a number from ${OBJECTIVES.lowest} to ${OBJECTIVES.highest} per cent.`);
  }
  return promise;
}

/** What of a service its SLOs depend on. */
export type PromisingService = Pick<ServiceConfig, "name" | "slo">;

/** The promises of the services of the configuration, those that alerts are wanted for. */
export function serviceSlos(services: readonly PromisingService[]): readonly Slo[] {
  return services.flatMap(({ name: service, slo: { availability, latency } }) => [
    ...(availability.alerts ? [slo({ service, objective: availability.percent })] : []),
    ...(latency.alerts ? [slo({ service, objective: latency.percent, withinSeconds: latency.seconds })] : []),
  ]);
}

/** Matcher of the services that made some promises. */
export function jobMatcher(slos: readonly Slo[]): Matchers {
  return oneOf("job", slos.map(({ service }) => service));
}
