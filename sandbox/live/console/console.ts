/** The console: every part of it on one port. */
import type { Server } from "node:http";
import { ApiServer } from "./cluster/api";
import { ClusterView } from "./cluster/view";
import { Heartbeat } from "./heartbeat/routes";
import type { Route } from "./http/message";
import { startServer } from "./http/server";
import { UsageChanges } from "./kubelet/changes";
import { kubeletRoutes } from "./kubelet/routes";
import { SimulatedNodes } from "./nodes/nodes";
import { nodeRoutes } from "./nodes/routes";
import type { ConsoleSettings } from "./settings";
import { Messages } from "./slack/messages";
import { ModeSwitch } from "./slack/mode";
import { noService, slackRoutes } from "./slack/routes";
import { standInRoutes } from "./stand-ins/routes";

/**
 * Starts the console.
 *
 * @throws where its port is taken, or its files can't be read.
 */
export function startConsole(settings: ConsoleSettings): Promise<Server> {
  const messages = new Messages(settings.messagesFile);
  const view = new ClusterView(new ApiServer(settings));
  const nodes = new SimulatedNodes(settings.nodes);
  nodes.start();
  const routes: Route[] = [
    ...slackRoutes({ webhooks: settings.webhooks, messages, mode: new ModeSwitch() }),
    ...new Heartbeat(settings.heartbeatPath).routes,
    ...kubeletRoutes(view, new UsageChanges(settings.usageFile)),
    ...standInRoutes(settings.standIns),
    ...nodeRoutes(nodes),
  ];
  const { port, token } = settings;
  return startServer({
    port,
    token,
    routes,
    otherwise: (request) => (request.method === "POST" ? noService(request, messages) : undefined),
  });
}
