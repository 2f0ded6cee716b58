/**
 * The kinds of exporters, one a line, in the order in which they are deployed and documented.
 *
 * A new kind is a folder beside this file (see `kind.ts`) and its line here.
 */
import { postgres } from "./postgres";
import { redis } from "./redis";

export const exporterKinds = { postgres, redis };
