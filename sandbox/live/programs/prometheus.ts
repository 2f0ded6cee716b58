/** Prometheus, in place of its pods. */
import { gunzipSync } from "node:zlib";
import { RULES_FOLDER, translate } from "../../prometheus";
import { LOOPBACK } from "../../cluster/ports";
import { fastRules } from "./fast";
import { withFlag, type Program } from "./program";

/** The operator's configuration, which a container before Prometheus unpacks and completes. */
const PACKED = "/etc/prometheus/config/prometheus.yaml.gz";
const UNPACKED = "/etc/prometheus/config_out/prometheus.env.yaml";

/**
 * Prometheus. What it would send to a long-term store, or ask of one, is left out: a store is somewhere else.
 */
export const prometheus: Program = {
  name: "prometheus",
  image: "prometheus/prometheus",
  tool: "prometheus",
  portName: "http-web",
  healthPath: "/-/ready",
  reloadPath: "/-/reload",
  morePorts: [],
  helper: "config-reloader",
  ownPaths: [],
  adapt: ({ args, env, files }, { pod, port, kubeconfig, place, redirect, fast }) => {
    const packed = files.get(PACKED);
    if (packed === undefined)
      throw new Error(`The operator has no configuration for ${pod.metadata?.name} yet; look into the operator's log.`);
    const {
      remote_write: _write,
      remote_read: _read,
      ...configuration
    } = translate(gunzipSync(packed).toString("utf8"), {
      podName: pod.metadata?.name ?? "",
      kubeconfig,
      place,
      credentials: "kept",
      redirect,
    });
    const unpacked = [UNPACKED, JSON.stringify(configuration, undefined, 2)] as const;
    return {
      args: withFlag(args, "web.listen-address", `${LOOPBACK}:${port}`),
      env,
      files: new Map<string, string | Buffer>([
        ...[...files]
          .filter(([path]) => path !== PACKED)
          .map(
            ([path, text]) =>
              [path, fast && path.startsWith(RULES_FOLDER) ? fastRules(text.toString()) : text] as const,
          ),
        unpacked,
      ]),
    };
  },
};
