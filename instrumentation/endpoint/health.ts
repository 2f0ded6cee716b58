/** Liveness and readiness, for the probes of Kubernetes. */
import { handler, type Answer, type Handler } from "./handler";

export interface HealthOptions {
  /** What the service cannot answer requests without, such as its database. A check fails by throwing, or by taking too long. */
  readonly checks?: Readonly<Record<string, () => unknown>>;
  /** How long a check may take. Seconds; 2 by default, and to be less than the probe's timeoutSeconds. */
  readonly timeoutSeconds?: number;
}

export interface Health {
  /** 200 as long as the process answers at all. No check is asked: a restart does not repair a database. */
  readonly live: Handler;
  /** 200 where every check passes, 503 with the names of those that don't. */
  readonly ready: Handler;
  /** From now on {@link ready} is 503, so that Kubernetes sends no more requests: the first step of a shutdown. */
  drain(): void;
}

type Result = "ok" | "failed" | "timed out";

export function createHealth({ checks = {}, timeoutSeconds = 2 }: HealthOptions = {}): Health {
  const wrong = Object.entries(checks).find(([, check]) => typeof check !== "function");
  if (wrong !== undefined)
    throw new TypeError(
      `createHealth: the check ${wrong[0]} has to be a function that throws where something is wrong.`,
    );
  if (!Number.isFinite(timeoutSeconds) || timeoutSeconds <= 0)
    throw new TypeError(`createHealth: timeoutSeconds has to be a number above 0, not ${String(timeoutSeconds)}.`);
  let draining = false;
  let running: Promise<Record<string, Result>> | undefined;
  // Two probes at a time ask the database once.
  const results = () => (running ??= allOf(checks, timeoutSeconds).finally(() => (running = undefined)));
  return {
    live: handler(async () => json(200, { status: "ok" })),
    ready: handler(async () => {
      if (draining) return json(503, { status: "shutting down" });
      const found = await results();
      const ready = Object.values(found).every((result) => result === "ok");
      return json(ready ? 200 : 503, { status: ready ? "ok" : "not ready", checks: found });
    }),
    drain: () => (draining = true),
  };
}

async function allOf(
  checks: Readonly<Record<string, () => unknown>>,
  timeoutSeconds: number,
): Promise<Record<string, Result>> {
  const results = Object.entries(checks).map(
    async ([name, check]) => [name, await resultOf(check, timeoutSeconds)] as const,
  );
  return Object.fromEntries(await Promise.all(results));
}

/** Without the error's text, which may have a password in it: probes are answered to anybody. */
async function resultOf(check: () => unknown, timeoutSeconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve("timed out"), timeoutSeconds * 1000);
  });
  try {
    return await Promise.race([
      Promise.resolve()
        .then(check)
        .then((): Result => "ok"),
      late,
    ]);
  } catch {
    return "failed";
  } finally {
    clearTimeout(timer);
  }
}

function json(status: number, content: object): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: `${JSON.stringify(content)}\n` };
}
