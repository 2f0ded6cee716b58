/** The PostgreSQL and Redis servers of the live pipeline: real, on loopback, prepared as docs/first-deployment.md says. */
export {
  removeDatabase,
  restartDatabase,
  startDatabase,
  stopDatabase,
  type DatabaseOptions,
  type LiveDatabase,
} from "./postgres";
export { restartCache, startCache, stopCache, type CacheOptions, type LiveCache } from "./redis";
export type { StartOptions } from "./server";
export type { Login } from "./state";
