/** In place of CoreDNS, which the chart scrapes: it works, and answers some requests. No alert asks more of it. */
import type { Family } from "../metrics/text";

/** A second. */
const REQUESTS = 5;

/** @param seconds since 1970; counters go on with it, also across restarts. */
export function coreDnsFamilies(seconds: number): readonly Family[] {
  const server = { server: "dns://:53", zone: ".", view: "" };
  const requests = Math.floor(seconds * REQUESTS);
  return [
    {
      name: "coredns_panics_total",
      type: "counter",
      help: "A metrics that counts the number of panics.",
      samples: [{ value: 0 }],
    },
    {
      name: "coredns_dns_requests_total",
      type: "counter",
      help: "Counter of DNS requests made per zone, protocol and family.",
      samples: [{ labels: { ...server, proto: "udp", family: "1", type: "A" }, value: requests }],
    },
    {
      name: "coredns_dns_responses_total",
      type: "counter",
      help: "Counter of response status codes.",
      samples: [{ labels: { ...server, rcode: "NOERROR", plugin: "kubernetes" }, value: requests }],
    },
  ];
}
