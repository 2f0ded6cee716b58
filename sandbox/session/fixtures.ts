/** What a stack needs to be deployed in the sandbox: made-up secrets and sample services. */
import type { Config } from "../../config/schema";
import { secretUses } from "../../config/secret-uses";
import { measuredServers } from "../../exporters";
import type { SampleService } from "../cluster";
import type { SecretReference } from "../engine/secrets-file";

/** Port of the sample services' pods. Nothing listens there. */
const SERVICE_PORT = 8080;

/** Values for the secrets that the configuration refers to, in the shape that it expects. */
export function secretFixtures(config: Config): readonly SecretReference[] {
  return secretUses(config).map(({ id, keys, holds }): SecretReference => {
    if (keys.length === 0) return { id, kind: "text", values: holds };
    const servers = measuredServers(config).filter(({ asked }) => asked?.id === id);
    const fixed = Object.assign(
      {},
      ...servers.map(({ placeholderValues }) => placeholderValues(`${hostLabel(id)}.sandbox.internal`)),
    ) as NonNullable<SecretReference["fixed"]>;
    return { id, kind: "json", keys: keys.filter((key) => !Object.hasOwn(fixed, key)), values: holds, fixed };
  });
}

/** The last part of a secret's name or ARN as a label of a host's name, which takes fewer characters. */
function hostLabel(id: string): string {
  const part = id.split(/[/:]/).at(-1) ?? "";
  const label = part
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-|-$/g, "");
  return label === "" ? "server" : label;
}

/** What EKS runs by itself and the chart scrapes. */
const coreDns: SampleService = {
  name: "coredns",
  namespaces: ["kube-system"],
  labels: { "k8s-app": "kube-dns" },
  portName: "metrics",
  port: 9153,
};

/** The services whose metrics are scraped, so that service discovery finds something. */
export function serviceFixtures(config: Config): readonly SampleService[] {
  const services = config.services.map((service) => ({
    name: service.name,
    namespaces: service.namespaces,
    labels: service.selector ?? { app: service.name },
    portName: service.port,
    port: SERVICE_PORT,
  }));
  return [coreDns, ...services];
}
