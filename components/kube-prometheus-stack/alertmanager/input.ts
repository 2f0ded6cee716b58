/** What Alertmanager's configuration depends on. */
import type { Config } from "../../../config/schema";

/** The parts of the stack's configuration that routes and receivers are made of. */
export type AlertmanagerInput = Pick<Config["alertmanager"], "slack" | "heartbeat" | "muteTimes">;
