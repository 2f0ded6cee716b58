/** The exporters of databases and caches, in place of their pods. */
import { CLOSED, LOOPBACK } from "../../cluster/ports";
import { olderArguments } from "../../servers/postgres/older-exporter";
import { CA_BUNDLE_PATH } from "../../../exporters/ca-bundle";
import { withFlag, type Program, type Run, type Surroundings } from "./program";
import { trusting } from "./trust";

/** What stands for the image's own authorities: those that a public certificate has been signed by. */
const IMAGE_AUTHORITIES = "/etc/ssl/certs/sandbox.pem";

export const postgresExporter: Program = {
  name: "postgres-exporter",
  image: "prometheuscommunity/postgres-exporter",
  tool: "postgres_exporter",
  portName: "metrics",
  healthPath: "/",
  morePorts: [],
  ownPaths: [IMAGE_AUTHORITIES],
  adapt: (run, surroundings) => {
    const { args, ...rest } = exporter(run, surroundings);
    // The one that can be built from Go modules is older than the deployed one.
    return { ...rest, args: surroundings.version.startsWith("0.19.") ? olderArguments(args) : args };
  },
};

export const redisExporter: Program = {
  name: "redis-exporter",
  image: "oliver006/redis_exporter",
  tool: "redis_exporter",
  portName: "metrics",
  healthPath: "/health",
  morePorts: [],
  ownPaths: [IMAGE_AUTHORITIES],
  adapt: exporter,
};

/** Variables with the address of a server. */
const ADDRESS_VARIABLES = ["DATA_SOURCE_URI", "REDIS_ADDR"];

function exporter({ args, env, files }: Run, { port, databases, authority, region, place }: Surroundings): Run {
  const located = (text: string) => withLoopback(text, databases);
  const bundle = files.get(CA_BUNDLE_PATH)?.toString();
  return {
    args: withFlag(args, "web.listen-address", `${LOOPBACK}:${port}`),
    env: {
      ...Object.fromEntries(
        Object.entries(env).map(([name, value]) => [
          name,
          ADDRESS_VARIABLES.includes(name) ? withoutOthers(located(value)) : value,
        ]),
      ),
      SSL_CERT_FILE: place(IMAGE_AUTHORITIES),
    },
    files: new Map<string, string | Buffer>([
      // Redis' password is found by the address of its server.
      ...[...files].map(([path, content]) => [path, located(content.toString())] as const),
      [IMAGE_AUTHORITIES, authority],
      ...(bundle === undefined ? [] : [[CA_BUNDLE_PATH, trusting(bundle, authority, region)] as const]),
    ]),
  };
}

/** Leads addresses of servers to their processes. */
function withLoopback(text: string, databases: ReadonlyMap<string, number>): string {
  return [...databases].reduce((moved, [address, port]) => moved.replaceAll(address, `${LOOPBACK}:${port}`), text);
}

/** Leads the address of a server that is none of the sandbox's to where nobody listens: no name is ever looked up. */
function withoutOthers(address: string): string {
  const [, scheme = "", host = "", rest = ""] = /^([a-z]+:\/\/)?([^/]*)(.*)$/s.exec(address) ?? [];
  return `${scheme}${host.startsWith(`${LOOPBACK}:`) ? host : CLOSED}${rest}`;
}
