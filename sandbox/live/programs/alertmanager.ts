/** Alertmanager, in place of its pods. */
import { gunzipSync } from "node:zlib";
import { LOOPBACK } from "../../cluster/ports";
import { fastRoutes } from "./fast";
import { withFlag, type Program } from "./program";

/** The operator's configuration, which a container before Alertmanager unpacks. */
const PACKED = "/etc/alertmanager/config/alertmanager.yaml.gz";
const UNPACKED = "/etc/alertmanager/config_out/alertmanager.env.yaml";

/** Addresses of receivers, in files. */
const SECRETS = "/etc/alertmanager/secrets/";

export const alertmanager: Program = {
  name: "alertmanager",
  image: "prometheus/alertmanager",
  tool: "alertmanager",
  portName: "http-web",
  healthPath: "/-/ready",
  reloadPath: "/-/reload",
  morePorts: ["cluster"],
  ownPaths: [],
  adapt: ({ args, env, files }, { pod, port, portOf, peerPorts, place, receiver, fast }) => {
    const packed = files.get(PACKED);
    if (packed === undefined)
      throw new Error(`The operator has no configuration for ${pod.metadata?.name} yet; look into the operator's log.`);
    const declared = place(gunzipSync(packed).toString("utf8"));
    const configuration = fast ? fastRoutes(declared) : declared;
    const moved = [...files]
      .filter(([path]) => path !== PACKED)
      .map(([path, content]) => [path, path.startsWith(SECRETS) ? redirected(content, receiver) : content] as const);
    return {
      args: withFlag(
        clustered(args, portOf("cluster"), peerPorts("cluster")),
        "web.listen-address",
        `${LOOPBACK}:${port}`,
      ),
      env,
      files: new Map<string, string | Buffer>([...moved, [UNPACKED, configuration]]),
    };
  },
};

/** Leads the address in a file to the receiver, with its path and what follows; nothing else is an address. */
function redirected(content: string | Buffer, receiver: string): string {
  const text = content.toString();
  return /^https?:/.test(text) && URL.canParse(text) ? text.replace(new URL(text).origin, receiver) : text;
}

/** Alertmanagers talk to each other on ports of this machine; one alone talks to nobody. */
function clustered(args: readonly string[], own: number, peers: readonly number[]): readonly string[] {
  const others = args.filter((argument) => !argument.startsWith("--cluster.peer="));
  if (args.includes("--cluster.listen-address=")) return others;
  return [
    ...withFlag(others, "cluster.listen-address", `${LOOPBACK}:${own}`),
    `--cluster.advertise-address=${LOOPBACK}:${own}`,
    ...peers.map((port) => `--cluster.peer=${LOOPBACK}:${port}`),
  ];
}
