/** qualisys-web, a sample service on Fastify: `web.ts SETTINGS.json`. */
import fastify from "fastify";
import { fastifyMetrics } from "../../../instrumentation/fastify";
import { LOOPBACK } from "../../cluster/ports";
import { webRoutes } from "./routes";
import { openService } from "./service";

const { settings, metrics, routes } = openService(webRoutes);
const app = fastify();
void app.register(fastifyMetrics, { metrics });
void app.register((scope, _, done) => {
  for (const { method, path, handler } of routes)
    scope.route({
      method,
      url: path,
      handler: async ({ params, query, body }, reply) => {
        const parameters = { ...(query as object), ...(params as object) };
        const answer = await handler({ parameters, body });
        return reply.code(answer.status).send(answer.body);
      },
    });
  done();
});
app.listen({ port: settings.port, host: LOOPBACK }).catch((error: Error) => {
  console.error(`Port ${settings.port} can't be opened on ${LOOPBACK}: ${error.message}.`);
  process.exit(1);
});
