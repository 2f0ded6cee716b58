/** Applications of Fastify made of random routers, as far as Fastify has them: one path for each, and no two alike. */
import type { FastifyInstance } from "fastify";
import { written, type Node, type Path } from "./tree";

/** Adds the nodes below a prefix; `entered` is called with the template of each handler that a request enters. */
export function build(
  app: FastifyInstance,
  nodes: readonly Node[],
  entered: (template: string) => void,
  prefix: Path = [],
  known = new Set<string>(),
): void {
  for (const node of nodes) {
    const [path = []] = node.paths;
    const whole = [...prefix, ...path];
    if (node.kind === "route") {
      // To Fastify, paths that differ in the names of parameters are the same.
      const shape = whole.map((segment) => (segment.startsWith(":") ? ":" : segment)).join("/");
      if (known.has(shape)) continue;
      known.add(shape);
      app.get(path.length === 0 && prefix.length > 0 ? "" : written(path), (_request, reply) => {
        entered(written(whole));
        return reply.send("ok");
      });
    } else if (path.length === 0) {
      build(app, node.children, entered, prefix, known);
    } else {
      app.register(async (inner) => build(inner, node.children, entered, whole, known), { prefix: written(path) });
    }
  }
}
