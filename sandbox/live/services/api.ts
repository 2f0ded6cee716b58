/** qualisys-api, a sample service on Express: `api.ts SETTINGS.json`. */
import express, { type Request, type Response } from "express";
import { instrumentExpress } from "../../../instrumentation/express";
import { listen } from "./control";
import { apiRoutes } from "./routes";
import { openService, type Handler } from "./service";

const { settings, metrics, routes } = openService(apiRoutes);
const app = express();
instrumentExpress(app, metrics);
app.use(express.json());
const METHODS = { GET: "get", POST: "post", PATCH: "patch" } as const;
for (const { method, path, handler } of routes) app[METHODS[method]](path, answering(handler));
listen(settings.port, app);

function answering(handler: Handler) {
  return async ({ params, query, body }: Request, response: Response): Promise<void> => {
    const answer = await handler({ parameters: { ...query, ...params } as Record<string, string>, body });
    response.status(answer.status).json(answer.body);
  };
}
