/** Whom the rows ask. Nothing here knows whether it is the sandbox or a real cluster. */
import type { Config } from "../config/schema";
import type { AlertmanagerApi } from "./alertmanager/api";
import type { ClusterObjects } from "./cluster/objects";
import type { Get } from "./http/get";
import type { Drill } from "./drills/record";
import type { PrometheusApi } from "./prometheus/api";
import type { Message } from "./slack/messages";

/** Everything that can be asked of a deployment. */
export interface Sources {
  /** The stack's parsed configuration: what is to be there. */
  readonly config: Config;
  /** Tells this deployment from an earlier one, as drills name it. */
  readonly deployment: string;
  /** The cluster's objects as they are now. */
  readonly objects: () => Promise<ClusterObjects>;
  /** The servers, one a pod; each has to have everything. */
  readonly prometheuses: readonly PrometheusApi[];
  readonly alertmanagers: readonly AlertmanagerApi[];
  /** What arrived where messages are posted to; undefined: nobody can be asked, and nothing may be broken to see it. */
  readonly messages: (() => Promise<readonly Message[]>) | undefined;
  /** Faults that were made on purpose, and what came of them. */
  readonly drills: () => Promise<readonly Drill[]>;
  /** The end of a container's log; undefined where it can't be read. */
  readonly log: (namespace: string, pod: string) => Promise<string | undefined>;
  /** Text of a target's metrics in the format OpenMetrics, by the address that Prometheus scrapes. */
  readonly openMetrics: (scrapeUrl: string) => Promise<string>;
  /** Asks addresses as people do, Grafana's; undefined: it has none that leads anywhere. */
  readonly outside: Get | undefined;
  /** What is known to be wrong with this deployment, or missing for it: sentences for the rows on what they name. */
  readonly remarks: readonly string[];
  readonly now: () => Date;
}
