/** The numbers that the alerts compare with, each with its unit and its source. */

/** What a stack may want to change about its alerts; {@link defaultThresholds} has the values of the story. */
export interface AlertThresholds {
  /** Restarts of one pod within five minutes that are still tolerated; one more alerts. */
  readonly podRestartsIn5Minutes: number;
  /** CPU in use on a node, in per cent (0 to 100), that is still tolerated. */
  readonly nodeCpuPercent: number;
  /** Memory in use on a node, in per cent (0 to 100), that is still tolerated. */
  readonly nodeMemoryPercent: number;
  /** Connections in use as a share (0 to 1) of `max_connections` that is still tolerated. */
  readonly databaseConnectionsRatio: number;
  /**
   * 95th percentile of request durations, in seconds, that is still tolerated.
   * It has to be a bucket bound of the services' histograms, or the percentile is interpolated across it.
   */
  readonly requestLatencyP95Seconds: number;
  /** Share (0 to 1) of requests answered with a 5xx status that is still tolerated. */
  readonly requestErrorRatio: number;
  /** Requests within five minutes below which a service has too little traffic for a percentile or a ratio. */
  readonly minRequestsIn5Minutes: number;
}

/** The thresholds of the story's acceptance criteria. */
export const defaultThresholds: AlertThresholds = {
  // AC9: "pod restart > 3 in 5min".
  podRestartsIn5Minutes: 3,
  // AC10: "high CPU/memory usage (>80%)".
  nodeCpuPercent: 80,
  nodeMemoryPercent: 80,
  // AC11: "connection count > 90% max".
  databaseConnectionsRatio: 0.9,
  // AC12: "API response time >500ms (p95)"; 0.5 is a bucket bound of the story's histogram.
  requestLatencyP95Seconds: 0.5,
  // The story's rule HighErrorRate: "5xx error rate is above 5%".
  requestErrorRatio: 0.05,
  // Own judgement: two lonely slow requests must not page, and one request every 30 seconds is enough to judge.
  minRequestsIn5Minutes: 10,
};
