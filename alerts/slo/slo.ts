/** Service level objectives of the services. */
import type { ServiceConfig } from "../../config/schema";
import { OBJECTIVES } from "../../config/schema/targets";
import { oneOf, type Matchers } from "../../queries/promql";

/** One objective: a share of a service's requests that goes well, over 30 days. */
export interface Slo {
  /** The service's name, which is its `job`. */
  readonly service: string;
  /** Requests that go well. Per cent: 99.5 leaves an error budget of 0.5%. */
  readonly objective: number;
  /** With it the objective is about latency: that requests are answered within this time. Seconds; a bound of the service's buckets. Without, about availability: that they are not answered with a 5xx status. */
  readonly withinSeconds?: number;
}

/**
 * An SLO in one line: `slo({ service: "qualisys-api", objective: 99.5 })`. Recordings, alerts and dashboard follow from
 * it (`availabilityRules`, `latencyRules`, `sloDashboard`).
 *
 * @throws Error where the objective is none that alerts can watch.
 */
export function slo(given: Slo): Slo {
  const { service, objective } = given;
  if (objective < OBJECTIVES.lowest || objective > OBJECTIVES.highest) {
    throw new Error(
      `The objective of ${service} is ${objective}; it must be a number from ${OBJECTIVES.lowest} to ${OBJECTIVES.highest} per cent.`,
    );
  }
  return given;
}

/** What of a service its SLOs depend on. */
export type ServiceWithSlos = Pick<ServiceConfig, "name" | "slo">;

/** The objectives of the services of the configuration, those that alerts are wanted for. */
export function serviceSlos(services: readonly ServiceWithSlos[]): readonly Slo[] {
  return services.flatMap(({ name: service, slo: { availability, latency } }) => [
    ...(availability.alerts ? [slo({ service, objective: availability.percent })] : []),
    ...(latency.alerts ? [slo({ service, objective: latency.percent, withinSeconds: latency.seconds })] : []),
  ]);
}

/** Matcher of the services with some objectives. */
export function jobMatcher(slos: readonly Slo[]): Matchers {
  return oneOf(
    "job",
    slos.map(({ service }) => service),
  );
}
