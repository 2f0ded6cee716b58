import assert from "node:assert/strict";
import { withLabels } from "../../components/labels";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { configWith } from "./config.fixture";

const labels = { team: "platform", "cost-centre": "42" };

describe("the stack's own labels", () => {
  it("come to those that an object has", () => {
    assert.deepEqual(withLabels({ metadata: { name: "a", labels: { app: "x" } } }, labels), {
      metadata: { name: "a", labels: { app: "x", ...labels } },
    });
    assert.deepEqual(withLabels({ metadata: { name: "a" } }, labels), { metadata: { name: "a", labels } });
  });

  it("never change a label that the program sets", () => {
    assert.deepEqual(withLabels({ metadata: { labels: { team: "own" } } }, labels).metadata.labels, {
      team: "own",
      "cost-centre": "42",
    });
  });

  it("are on a workload's pods, and not in its selector", () => {
    const workload = {
      metadata: {},
      spec: { selector: { matchLabels: { app: "x" } }, template: { metadata: { labels: { app: "x" } } } },
    };
    const { selector, template } = withLabels(workload, labels).spec;
    assert.deepEqual([selector.matchLabels, template.metadata.labels], [{ app: "x" }, { app: "x", ...labels }]);
  });

  it("leave alone what has no metadata, such as a release", () =>
    assert.deepEqual(withLabels({ values: { a: 1 } }, labels), { values: { a: 1 } }));

  it("are handed to the chart, its subcharts and the operator's pods", () => {
    const values = chartValues(configWith({ labels }));
    const given = [
      values.commonLabels,
      values.grafana?.extraLabels,
      values["kube-state-metrics"]?.customLabels,
      values["prometheus-node-exporter"]?.commonLabels,
      values.prometheus?.prometheusSpec?.podMetadata?.["labels"],
      values.alertmanager?.alertmanagerSpec?.podMetadata?.["labels"],
    ];
    assert.deepEqual(
      given,
      given.map(() => labels),
    );
    assert.equal(chartValues(configWith()).commonLabels, undefined);
  });
});
