/** The console: every part of it on one port. */
import type { Server } from "node:http";
import { ApiServer } from "./cluster/api";
import { ClusterView } from "./cluster/view";
import { CrashLoop } from "./faults/crash-loop";
import { type Faults, faultRoutes, faultsOf } from "./faults/faults";
import { Heartbeat } from "./heartbeat/routes";
import { json, type Route } from "./http/message";
import { startServer } from "./http/server";
import { UsageChanges } from "./kubelet/changes";
import { kubeletRoutes } from "./kubelet/routes";
import { SimulatedNodes } from "./nodes/nodes";
import { nodeRoutes } from "./nodes/routes";
import type { ConsoleState } from "./page/state";
import { pageRoutes } from "./page-routes";
import type { ConsoleSettings } from "./settings";
import { Messages } from "./slack/messages";
import { ModeSwitch } from "./slack/mode";
import { noService, slackRoutes } from "./slack/routes";
import { standInRoutes } from "./stand-ins/routes";
import { readAcceptance } from "./state/acceptance";
import { atMostOnceIn, measure } from "./state/gather";

/** So many messages the page shows. */
const SHOWN_MESSAGES = 30;

/** The page asks every two seconds, each time it is open. */
const MEASURED_EVERY_MS = 1_000;

/** The faults that the settings have buttons for. */
export function faultsFor(settings: ConsoleSettings, api: ApiServer): Faults {
  return faultsOf(settings.crashLoop === undefined ? [] : [new CrashLoop(api, settings.crashLoop)]);
}

/**
 * Starts the console.
 *
 * @param faults what the page's buttons do; default: {@link faultsFor} the settings.
 * @throws where its port is taken, or its files can't be read.
 */
export function startConsole(
  settings: ConsoleSettings,
  faults: Faults = faultsFor(settings, new ApiServer(settings)),
): Promise<Server> {
  const { port, token, webhooks, standIns, leftOut, versions } = settings;
  const messages = new Messages(settings.messagesFile);
  const mode = new ModeSwitch();
  const heartbeat = new Heartbeat(settings.heartbeatPath);
  const view = new ClusterView(new ApiServer(settings));
  const nodes = new SimulatedNodes(settings.nodes);
  nodes.start();
  const measured = atMostOnceIn(MEASURED_EVERY_MS, () => measure(settings.prometheus, settings.alertmanagers));
  const state = async (): Promise<ConsoleState> => ({
    at: new Date().toISOString(),
    ...(await measured()),
    channels: [...new Set(webhooks.map(({ channel }) => channel))],
    messages: messages.since().slice(-SHOWN_MESSAGES).reverse(),
    slackMode: mode.current,
    heartbeat: heartbeat.state,
    faults: faults.list(),
    acceptance: readAcceptance(settings.acceptanceFile),
    standIns: standIns.map(({ name, standsFor }) => ({ name, standsFor })),
    leftOut,
    versions,
    ...(view.problem === undefined ? {} : { clusterProblem: view.problem }),
  });
  const routes: readonly Route[] = [
    ...pageRoutes(settings.pageFolder, token),
    { method: "GET", path: "/api/state", answer: async () => json(200, await state()) },
    ...slackRoutes({ webhooks, messages, mode }),
    ...heartbeat.routes,
    ...faultRoutes(faults),
    ...kubeletRoutes(view, new UsageChanges(settings.usageFile)),
    ...standInRoutes(standIns),
    ...nodeRoutes(nodes),
  ];
  return startServer({
    port,
    token,
    routes,
    otherwise: (request) => {
      // To Slack every other address is a webhook that is not there; the console's own are none.
      const toSlack = request.method === "POST" && !request.path.startsWith("/api/");
      return toSlack ? noService(request, messages) : undefined;
    },
  });
}
