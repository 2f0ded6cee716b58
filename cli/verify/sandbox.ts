/** The sandbox as a source for the acceptance criteria. */
import { kubeConfigOf, readCluster } from "../../sandbox/cluster";
import { liveAddresses } from "../../sandbox/live/addresses";
import { readLive, type LiveRecord } from "../../sandbox/live/record";
import { sandboxPlace } from "../../sandbox/session/place";
import { readRecord } from "../../sandbox/session/record";
import { stackConfig } from "../../sandbox/session/session";
import { alertmanagerApi } from "../../verify/alertmanager/api";
import { fresh } from "../../verify/cluster/fresh";
import { readObjects } from "../../verify/cluster/read";
import { readDrills } from "../../verify/drills/record";
import { direct, OPEN_METRICS, readText } from "../../verify/http/get";
import { prometheusApi } from "../../verify/prometheus/api";
import { readMessages } from "../../verify/slack/messages";
import type { Sources } from "../../verify";

/**
 * Whom to ask in a sandbox.
 *
 * @throws Error where nothing is deployed, or nothing runs beside the cluster.
 */
export function sandboxSources(dir?: string): Sources {
  const place = sandboxPlace(dir);
  const [cluster, record] = [readCluster(place.cluster), readRecord(place)];
  if (cluster === undefined || record === undefined)
    throw new Error("Nothing is deployed that could be verified; deploy a stack with `npm run up`.");
  const live = liveAddresses(cluster);
  if (live.prometheuses.length === 0)
    throw new Error("No Prometheus runs beside the cluster; start it with `npm run up`, without --no-live.");
  const kubeConfig = kubeConfigOf(cluster);
  const { console } = live;
  return {
    config: stackConfig(record.stack),
    deployment: cluster.startedAt,
    objects: fresh(() => readObjects(kubeConfig, record.namespace)),
    prometheuses: live.prometheuses.map((each) => prometheusApi(each, direct)),
    alertmanagers: live.alertmanagers.map((each) => alertmanagerApi(each, direct)),
    messages: async () => {
      if (console === undefined)
        throw new Error("The receiver that stands for Slack does not run; `npm run up` starts it.");
      return readMessages(direct, console);
    },
    drills: async () => readDrills(live.drills),
    log: async (namespace, pod) => live.log(namespace, pod),
    openMetrics: (url) => readText(direct, "A target", url, OPEN_METRICS),
    outside: undefined,
    remarks: sandboxRecord(dir).problems,
    now: () => new Date(),
  };
}

/** What runs beside the cluster of a sandbox. */
export function sandboxRecord(dir?: string): LiveRecord {
  return readLive(sandboxPlace(dir).cluster);
}
