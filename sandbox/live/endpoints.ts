/** Where the addresses of the cluster lead on this machine. */
import { LOOPBACK } from "../cluster/ports";
import type { RelabelRule } from "../prometheus";

/** An address in the cluster, and what answers in its place. */
export interface Endpoint {
  /** `198.18.0.4:9090`. */
  readonly address: string;
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Before the path that is asked for, where one process answers for several addresses: `/kubelet/node-a`. */
  readonly prefix?: string;
  /** Where it speaks HTTP alone and the address is asked over HTTPS. */
  readonly scheme?: "http";
}

/**
 * Rules for the end of a job: each address leads to its process, and a target without one is dropped, so that nothing but loopback is
 * ever dialled.
 */
export function redirectRules(endpoints: readonly Endpoint[]): RelabelRule[] {
  return [...endpoints.flatMap(rulesOf), ONLY_LOOPBACK];
}

const ONLY_LOOPBACK: RelabelRule = {
  source_labels: ["__address__"],
  regex: String.raw`127\.0\.0\.1:\d+`,
  action: "keep",
};

function rulesOf({ address, port, prefix, scheme }: Endpoint): RelabelRule[] {
  const regex = address.replaceAll(".", String.raw`\.`);
  const replace = (source_labels: string[], match: string, target_label: string, replacement: string): RelabelRule => ({
    source_labels,
    separator: ";",
    regex: match,
    target_label,
    replacement,
    action: "replace",
  });
  return [
    ...(prefix === undefined
      ? []
      : [replace(["__address__", "__metrics_path__"], `${regex};(.*)`, "__metrics_path__", `${prefix}$1`)]),
    ...(scheme === undefined ? [] : [replace(["__address__"], regex, "__scheme__", scheme)]),
    // Last, since the rules before it go by the address.
    replace(["__address__"], regex, "__address__", `${LOOPBACK}:${port}`),
  ];
}
