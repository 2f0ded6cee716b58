/** What Express 4 and 5 consist of, as far as the route of a request has to be found in it. */
import type { IncomingMessage, ServerResponse } from "node:http";

export type Handle = (request: IncomingMessage, response: ServerResponse, ...rest: unknown[]) => unknown;

export interface App {
  handle: Handle;
  /** What the requests of this application inherit from. */
  readonly request: object;
  /** Of a mounted application: the one that it is mounted on, and the path that it was mounted at last. */
  readonly parent?: App;
  readonly mountpath?: Path | readonly Path[];
  /** Router of Express 4; undefined before the first route. */
  readonly _router?: Router;
  /** Router of Express 5. Express 4 throws where it is asked for. */
  readonly router?: Router;
}

export interface Router {
  readonly stack: readonly Layer[];
}

/** What an application or a router tries a path on, in order. */
export interface Layer {
  /** Set where the layer is one of `app.get` and the like, absent where it is one of `app.use`. */
  readonly route?: Route;
  readonly handle: Handle & Partial<Router> & Partial<App>;
  /** Express 4: what a path is matched with, and the parameters in it. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean; readonly fast_star?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
  /** Express 5: the same, one for each of several paths. It throws where a parameter is no valid text. */
  readonly matchers?: readonly ((path: string) => Match | false)[];
  /** Express 5: whether it matches everything. */
  readonly slash?: boolean;
  /** Express 5 since router 2.3: the path as it was written. */
  readonly rawPath?: Path | readonly Path[];
}

export interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
}

export type Path = string | RegExp;

export interface Route {
  readonly path: Path | readonly Path[];
  readonly methods: Readonly<Record<string, boolean>>;
}

/** A request as Express has it, or before Express has it. */
export type Request = IncomingMessage & {
  readonly originalUrl?: string;
  /** The part of the path that the mounts took, with the ids in it. */
  readonly baseUrl?: string;
  readonly route?: Route;
  /** The application that has the request now. */
  readonly app?: App;
  /** Parameters of the layer that has the request now. */
  readonly params?: Readonly<Record<string, unknown>>;
};

/** The layers of an application, in order; none where it has none yet. */
export function layersOf(app: App): readonly Layer[] {
  try {
    return (app._router ?? app.router)?.stack ?? [];
  } catch {
    return [];
  }
}

/** The paths of what was written as one or as an array. */
export function pathsOf(written: Path | readonly Path[] | undefined): readonly Path[] {
  return written === undefined ? [] : ([written].flat(Infinity) as readonly Path[]);
}
