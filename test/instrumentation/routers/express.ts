/** Applications of Express made of random routers; they take down on which way a request went. */
import type { Router } from "express";
import type { ExpressModule } from "../edge-cases/apps/express";
import { template, written, type Node, type Path } from "./tree";

/** What Express did with the request that it had last. */
export class Walk {
  /** Paths of the mounts that it is in, from the outermost on. */
  private mounts: (readonly Path[])[] = [];
  /** Way to the route that it was in last; undefined where it was in none. */
  private way: readonly (readonly Path[])[] | undefined;

  begin(): void {
    this.mounts = [];
    this.way = undefined;
  }

  enterMount(depth: number, paths: readonly Path[]): void {
    this.mounts.length = depth;
    this.mounts.push(paths);
  }

  enterRoute(depth: number, paths: readonly Path[]): void {
    this.way = [...this.mounts.slice(0, depth), paths];
  }

  /** The label of the request with this URL. */
  route(url: string): string {
    return this.way === undefined ? "unmatched" : template(this.way, url);
  }
}

/**
 * Adds the nodes to a router, or to an application as one.
 *
 * @param twice Whether there are two ways to it. Then each route answers: one that is left could be entered on the second way,
 *   too, and which of the two is the route of such a request is a matter of taste.
 */
export function build(
  express: ExpressModule,
  target: Router,
  nodes: readonly Node[],
  walk: Walk,
  depth = 0,
  twice = false,
): void {
  for (const node of nodes) {
    if (node.kind === "route") {
      target.get(node.paths.map(written), (_request, response, next) => {
        walk.enterRoute(depth, node.paths);
        if (node.passes && !twice) next();
        else response.send("ok");
      });
    } else {
      const inner = node.kind === "router" ? express.Router() : (express() as unknown as Router);
      build(express, inner, node.children, walk, depth + 1, twice || node.again !== undefined);
      for (const paths of [node.paths, ...(node.again === undefined ? [] : [node.again])]) {
        target.use(
          paths.map(written),
          (_request, _response, next) => {
            walk.enterMount(depth, paths);
            next();
          },
          inner,
        );
      }
    }
  }
}
