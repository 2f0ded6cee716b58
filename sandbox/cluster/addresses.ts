/**
 * Addresses inside the simulated cluster.
 *
 * Nothing listens on them. They come from blocks that are reserved for documentation (RFC 5737)
 * and benchmarks (RFC 2544), so that a dial by mistake never reaches a machine of the user's network.
 */

/** What the API server announces itself as; it may not be a loopback address, and nothing dials it. */
export const ADVERTISED_ADDRESS = "192.0.2.1";

/**
 * The nodes, one a zone as on EKS, so that replicas which shun each other's node find a place. The InternalIP is
 * also the address of pods on the host network.
 */
export const NODES = [
  { name: "sandbox-node-a", zone: "sandbox-a", address: "192.0.2.10" },
  { name: "sandbox-node-b", zone: "sandbox-b", address: "192.0.2.11" },
  { name: "sandbox-node-c", zone: "sandbox-c", address: "192.0.2.12" },
] as const;

/** Addresses of pods. */
export const POD_CIDR = "198.18.0.0/16";

/** Addresses of Services. */
export const SERVICE_CIDR = "198.19.0.0/16";
