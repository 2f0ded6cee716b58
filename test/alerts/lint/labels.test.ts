import assert from "node:assert/strict";
import { resultLabels } from "./labels";

const cases: readonly (readonly [expr: string, labels: "series" | "scalar" | readonly string[]])[] = [
  ["up", "series"],
  ["rate(http_requests_total[5m]) > 3", "series"],
  ["time()", "scalar"],
  ["21 * 86400", "scalar"],
  ["sum(up)", []],
  ["sum by (job, pod) (up)", ["job", "pod"]],
  ["sum by (job, pod) (max by (job, instance) (up))", ["job"]],
  ["max without (pod) (sum by (job, pod) (up))", ["job"]],
  ["max without (pod) (up)", "series"],
  ["topk(3, sum by (job) (up))", ["job"]],
  ["100 * (1 - sum by (job) (up))", ["job"]],
  ["time() - max by (name) (expiry) < 60", ["name"]],
  ["histogram_quantile(0.9, sum by (job, le) (rate(x_bucket[5m])))", ["job"]],
  ["sum by (job) (up) and up", ["job"]],
  ["sum by (job) (up) or sum by (pod) (up)", ["job", "pod"]],
  ["sum by (job) (up) or up", "series"],
  ['absent(up{job="a", pod!="b"})', ["job"]],
  ['label_replace(max by (node) (up), "job", "kubelet", "", "")', ["job", "node"]],
  ['label_replace(up, "job", "kubelet", "", "")', "series"],
  ["up / on (job) limit", ["job"]],
  ["up * on (job) group_left (team) owner", "series"],
  ["team * on (job) group_right () sum by (job, pod) (up)", ["job", "pod"]],
  ["a:b:c > 0", ["job", "pod"]],
];

describe("the labels of", () => {
  const recordings = new Map([["a:b:c", "sum by (job, pod) (up)"]]);

  for (const [expr, labels] of cases) {
    it(`${expr} are ${typeof labels === "string" ? labels : labels.join(", ") || "none"}`, () => {
      const found = resultLabels(expr, recordings);
      assert.deepEqual(found instanceof Set ? [...found].sort() : found, labels);
    });
  }
});
