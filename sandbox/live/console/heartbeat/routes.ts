/** The address that the Watchdog's notifications go to, in place of a service outside the cluster. */
import { json, plain, type Route } from "../http/message";

/** What has arrived since the process was started. */
export interface HeartbeatState {
  /** Whether the stack has a heartbeat at all. */
  readonly expected: boolean;
  readonly count: number;
  /** When the last one arrived, as ISO 8601 has it. */
  readonly lastAt?: string;
}

/** Counts the heartbeats. */
export class Heartbeat {
  private count = 0;
  private lastAt: string | undefined;

  /** @param path of its address; absent: the stack has none. */
  constructor(private readonly path?: string) {}

  get state(): HeartbeatState {
    const { count, lastAt } = this;
    return { expected: this.path !== undefined, count, ...(lastAt === undefined ? {} : { lastAt }) };
  }

  /** Its address takes any GET or POST, as such services do. */
  get routes(): readonly Route[] {
    const { path } = this;
    const beat = () => {
      this.count++;
      this.lastAt = new Date().toISOString();
      return plain(200, "OK");
    };
    return [
      ...(path === undefined ? [] : ["GET", "POST"].map((method): Route => ({ method, path, answer: beat }))),
      { method: "GET", path: "/api/heartbeats", answer: () => json(200, this.state) },
    ];
  }
}
