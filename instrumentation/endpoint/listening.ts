/** A server's port, which may be taken. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How long until a port that is taken is tried again. Milliseconds. */
const PAUSE = 1000;

export class Listening {
  private retry: NodeJS.Timeout | undefined;
  private warned = false;

  constructor(
    private readonly server: Server,
    private readonly at: { readonly port: number; readonly host?: string },
  ) {}

  /** The port; the one that is waited for where it is taken. */
  get port(): number {
    return (this.server.address() as AddressInfo | null)?.port ?? this.at.port;
  }

  /** Resolves when the server listens, or waits for its port. Rejects where it never will: no such address, or no right to it. */
  begin(): Promise<void> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once("listening", resolve);
      // Also later: an error that nobody listens to would end the process.
      server.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE") {
          this.retry = setTimeout(() => this.listen(), PAUSE).unref();
          resolve();
          this.warn(`the port ${this.at.port} is taken, and is tried again every second. ${error.message}`);
        } else {
          reject(error);
          if (server.listening) this.warn(error.message);
        }
      });
      this.listen();
    });
  }

  end(): Promise<void> {
    clearTimeout(this.retry);
    const { server } = this;
    if (!server.listening) return Promise.resolve();
    return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
  }

  /** Not shared between the workers of a process group: each scrape would see another one's numbers, and each change as a restart. */
  private listen(): void {
    this.server.listen({ ...this.at, exclusive: true });
  }

  private warn(text: string): void {
    if (this.warned) return;
    this.warned = true;
    process.emitWarning(`The metrics are not served: ${text}`, "InstrumentationWarning");
  }
}
