/** What the requests of a load are to be like, and what its generator knows of them when it is over. */

/** One request. */
export interface Planned {
  /** How long the service takes. Milliseconds. */
  readonly milliseconds: number;
  /** What it answers; 499 for a client that does not wait for it. */
  readonly status: number;
}

/** What the generator saw of a request. */
export interface Seen {
  readonly status: number;
  /** From the first byte of the request to the last one of the answer. Seconds. */
  readonly seconds: number;
}

/** What is true of a load. */
export interface Truth {
  readonly count: number;
  /** Share of 5xx answers. */
  readonly errorRatio: number;
  /** The time within which 95% of the requests were answered. Seconds. */
  readonly p95: number;
}

/**
 * A thousand requests: 7% fail, 3% are not found, 2% are abandoned, and 6% take about as long as said, all others less than 60 ms.
 * So the 95th percentile is the time of a slow one.
 */
export function plan(slowMilliseconds: number): Planned[] {
  return Array.from({ length: 1000 }, (_, index): Planned => {
    // 7919 is coprime to 1000: each number comes once, far from its neighbours.
    const place = (index * 7919) % 1000;
    const milliseconds = place < 60 ? slowMilliseconds + (place % 5) * 5 : 5 + (place % 11) * 5;
    return { milliseconds, status: statusAt((index * 331) % 1000) };
  });
}

/** A request of each outcome: what is counted for the first time has no earlier sample that Prometheus could compare it with. */
export const warmUp: readonly Planned[] = [200, 404, 499, 500, 503].map((status) => ({ milliseconds: 200, status }));

function statusAt(place: number): number {
  if (place < 50) return 500;
  if (place < 70) return 503;
  if (place < 100) return 404;
  return place < 120 ? 499 : 200;
}

/** What is true of what was seen. */
export function truth(seen: readonly Seen[]): Truth {
  const times = seen.map(({ seconds }) => seconds).toSorted((one, other) => one - other);
  return {
    count: seen.length,
    errorRatio: seen.filter(({ status }) => status >= 500).length / seen.length,
    p95: times[Math.ceil(times.length * 0.95) - 1] ?? NaN,
  };
}
