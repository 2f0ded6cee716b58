/** What the simulated nodes use, changed for a drill. */
import { z } from "zod";
import { bodyOf } from "../http/body";
import { json, RequestError, type Route } from "../http/message";
import type { SimulatedNodes } from "./nodes";

/** The body of `PUT /api/nodes/usage`. */
const requestSchema = z.strictObject({
  node: z.string().min(1),
  cpuFraction: z.number().min(0).max(1).optional(),
  memoryFraction: z.number().min(0).max(1).optional(),
  /** How long from now; 0 ends what was asked for before. */
  seconds: z.number().min(0).max(86_400),
});

/** Its routes. */
export function nodeRoutes(nodes: SimulatedNodes): readonly Route[] {
  return [
    { method: "GET", path: "/api/nodes/usage", answer: () => json(200, nodes.lasting()) },
    {
      method: "PUT",
      path: "/api/nodes/usage",
      needsToken: true,
      answer: (request) => {
        const { node, seconds, ...change } = bodyOf(request, requestSchema);
        if (!nodes.has(node)) throw new RequestError(404, `There is no simulated node ${node}.`);
        nodes.set(node, { ...change, until: Date.now() / 1000 + seconds });
        return json(200, { node, seconds, ...change });
      },
    },
  ];
}
