/** Every kind of change of an expression. */
import { aggregation, aggregationDropped, labelAdded, labelDropped, matching } from "./aggregation";
import { binary, sideDropped } from "./binary";
import { comparison, number, precision, threshold } from "./comparison";
import { functionChanged, functionDropped } from "./function";
import type { Operator } from "./operator";
import { matcherChanged, matcherDropped, matcherNegated } from "./selector";
import { offset, range } from "./window";

export type { Context, Operator } from "./operator";

/** All operators, in the order of the report. */
export const operators: readonly Operator[] = [
  ...[threshold, comparison, number, precision, range, offset],
  ...[aggregation, aggregationDropped, labelDropped, labelAdded, matching],
  ...[matcherDropped, matcherNegated, matcherChanged],
  ...[functionChanged, functionDropped, binary, sideDropped],
];
