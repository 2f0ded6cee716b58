/** The application behind a layer of `app.use("/admin", adminApp)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { App, Layer } from "./parts";

let letIn = false;

/** Whether the current request is none: an application that is instrumented itself must not count it. */
export function isLetIn(): boolean {
  return letIn;
}

/**
 * Express hides a mounted application in a function, `mounted_app`, and names it nowhere in the layer. What is seen from outside
 * is that it becomes the application of each request that enters. So a request is let in that is none: it has no URL, and an
 * Express router leaves such a request before any handler sees it. (Express 4 needs a URL until its own second layer has set the
 * application, so this one loses it at that moment.)
 */
export function mountedApp(layer: Layer): App | undefined {
  if (layer.name !== "mounted_app") return undefined;
  let app: App | undefined;
  const request = new Proxy<{ url?: string; query: object; app: object }>(
    { url: "/", query: {}, app: { request: Object.prototype, response: Object.prototype } },
    {
      setPrototypeOf(target, prototype) {
        app ??= (prototype as { app?: App } | null)?.app;
        target.url = undefined;
        return true;
      },
    },
  );
  const response = { setHeader: () => response, locals: {} };
  letIn = true;
  try {
    layer.handle(request as unknown as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  } catch {
    // Not the function that it was taken for.
  } finally {
    letIn = false;
  }
  return app;
}
