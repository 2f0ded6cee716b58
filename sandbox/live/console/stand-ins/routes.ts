/** What the chart scrapes and no process beside the cluster can be. */
import type { Route } from "../http/message";
import { metricsAnswer } from "../metrics/text";
import { certManagerFamilies, type CertificateRef } from "./cert-manager";
import { coreDnsFamilies } from "./coredns";

/** One of them. */
export interface StandIn {
  readonly name: string;
  readonly metrics?: "coredns" | "cert-manager";
  readonly certificates?: readonly CertificateRef[];
}

/** What each kind answers at a moment. Seconds since 1970. */
const FAMILIES = {
  coredns: (_: StandIn, seconds: number) => coreDnsFamilies(seconds),
  "cert-manager": ({ certificates = [] }: StandIn, seconds: number) => certManagerFamilies(certificates, seconds),
};

/** The paths of those that have metrics. */
export function standInRoutes(standIns: readonly StandIn[]): readonly Route[] {
  return standIns.flatMap((standIn): Route[] => {
    const { name, metrics } = standIn;
    if (metrics === undefined) return [];
    const path = `/stand-in/${name}/metrics`;
    return [{ method: "GET", path, answer: () => metricsAnswer(FAMILIES[metrics](standIn, Date.now() / 1000)) }];
  });
}
