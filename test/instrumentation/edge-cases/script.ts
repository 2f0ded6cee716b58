/** What a client does on its connections, as data: the table's edge cases are lists of these. */

/** One thing that a client does. */
export type Step =
  /** Writes these bytes; `methods` are those of the requests that begin in them. */
  | { readonly do: "write"; readonly bytes: string; readonly methods: readonly string[] }
  /** Waits until so many answers on this connection are complete. */
  | { readonly do: "answers"; readonly count: number }
  /** Waits until so many handlers that wait for something have started since the edge case began. */
  | { readonly do: "entered"; readonly count: number }
  /** Waits until this text was received. */
  | { readonly do: "text"; readonly text: string }
  /** Lets time pass. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** Reads nothing from now on. */
  | { readonly do: "stop-reading" }
  /** Says that nothing more will be written, and goes on reading. */
  | { readonly do: "half-close" }
  /** Goes away: in good order, or by a reset. */
  | { readonly do: "close" | "reset" }
  /** Waits until the server has closed. */
  | { readonly do: "closed" };

/** Which of the fixture's servers a connection goes to. */
export type ServerName =
  /** One without special settings. */
  | "plain"
  /** One that loses patience soon: time-outs of headers, requests and idle sockets. */
  | "impatient"
  /** One that takes upgrades. */
  | "upgrading"
  /** One that goes on with an answer when its client has said that it writes no more. */
  | "half-open";

/** One connection, from its opening to its end. */
export interface Connection {
  readonly server: ServerName;
  readonly steps: readonly Step[];
}

/** Connections that are open at the same time, and then the next ones. */
export type Script = readonly (readonly Connection[])[];

/** What a request may have besides its method and path. */
export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly version?: "1.0" | "1.1";
}

/** The bytes of a request. */
export function bytes(
  method: string,
  path: string,
  { headers = {}, body, version = "1.1" }: RequestOptions = {},
): string {
  const length: Record<string, string> =
    body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const lines = Object.entries({ Host: "localhost", ...length, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/${version}\r\n${lines.join("")}\r\n${body ?? ""}`;
}

/** Writes a request. */
export function write(method: string, path: string, options?: RequestOptions): Step {
  return { do: "write", bytes: bytes(method, path, options), methods: [method] };
}

/** Writes bytes that are no whole request, or none at all. */
export function raw(text: string, ...methods: readonly string[]): Step {
  return { do: "write", bytes: text, methods };
}

/** Waits until so many answers are complete. */
export const answers = (count: number): Step => ({ do: "answers", count });
/** Waits until so many handlers that wait have started. */
export const entered = (count = 1): Step => ({ do: "entered", count });
/** Waits until this text was received. */
export const text = (text: string): Step => ({ do: "text", text });
/** Lets time pass. */
export const wait = (milliseconds: number): Step => ({ do: "wait", milliseconds });
/** Reads nothing from now on. */
export const stopReading: Step = { do: "stop-reading" };
/** Writes nothing more, and reads on. */
export const halfClose: Step = { do: "half-close" };
/** Goes away in good order. */
export const close: Step = { do: "close" };
/** Goes away with a reset. */
export const reset: Step = { do: "reset" };
/** Waits until the server closes. */
export const closed: Step = { do: "closed" };

/** One connection with these steps. */
export function on(server: ServerName, ...steps: readonly Step[]): Script {
  return [[{ server, steps }]];
}

/** One connection to the plain server. */
export function connection(...steps: readonly Step[]): Script {
  return on("plain", ...steps);
}

/** A request whose answer is read. */
export function request(method: string, path: string, options?: RequestOptions): Script {
  return connection(write(method, path, options), answers(1), close);
}

/** GETs, each on a connection of its own, one after the other. */
export function get(...paths: readonly string[]): Script {
  return paths.flatMap((path) => request("GET", path));
}

/** A request whose client goes away as soon as the handler waits. */
export function abandoned(method: string, path: string, options?: RequestOptions): Script {
  return connection(write(method, path, options), entered(), reset);
}

/** Connections that are open at the same time. */
export function together(...scripts: readonly Script[]): Script {
  return [scripts.flat(2)];
}
