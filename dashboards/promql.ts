/** An aggregation, by labels or (`by` empty) over everything: `aggregate("sum", "job", "up")` is `sum by (job) (up)`. */
export function aggregate(operator: "sum" | "avg" | "max", by: string, expr: string): string {
  return by === "" ? `${operator}(${expr})` : `${operator} by (${by}) (${expr})`;
}
