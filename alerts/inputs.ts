/** What alerts rest on, where it stops coming while its source still answers: nothing else would say that they are blind. */
import { series, type Matchers } from "../queries/promql";

/** A metric that alerts rest on; only some of its series, where these are what an alert needs. */
export interface Input {
  readonly metric: string;
  readonly matchers?: Matchers;
}

/**
 * Sources that answer and lack a metric: a result for each pair of them, with the metric's name in the label `metric`.
 *
 * @param answering the sources that answer: an expression with one series for each.
 * @param by labels that tell the sources apart, which the metrics' series have too.
 */
export function missingInputs(answering: string, by: string, inputs: readonly Input[]): string {
  return inputs
    .map(
      ({ metric, matchers = "" }) =>
        `label_replace(\n  ${answering}\n  unless on (${by})\n  ${series(metric, matchers)},\n  "metric", "${metric}", "", ""\n)`,
    )
    .join("\nor\n");
}
