/**
 * The kinds of exporters, one a line. Their order everywhere is that of a module's exports: alphabetical.
 *
 * A new kind is a folder beside this file (see `kind.ts`) and its line here.
 */
export { postgres } from "./postgres";
export { redis } from "./redis";
