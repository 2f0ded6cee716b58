/** The addresses in the alerts of the production stack. */

/** Where its runbooks are published. */
export const RUNBOOKS = "https://docs.qualisys.io/monitoring/runbooks";
