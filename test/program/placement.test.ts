import assert from "node:assert/strict";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import type { ChartValues } from "../../chart-values/generated/values";
import { configWith } from "./config.fixture";

/** Where the chart is configured to run each of its workloads. */
function places(values: ChartValues) {
  const of = (place: { nodeSelector?: unknown; tolerations?: unknown } = {}) => ({
    nodeSelector: place.nodeSelector,
    tolerations: place.tolerations,
  });
  return {
    prometheus: of(values.prometheus?.prometheusSpec),
    alertmanager: of(values.alertmanager?.alertmanagerSpec),
    grafana: of(values.grafana),
    kubeStateMetrics: of(values["kube-state-metrics"]),
    operator: of(values.prometheusOperator),
    admissionJobs: of(values.prometheusOperator?.admissionWebhooks?.patch),
    nodeExporter: of(values["prometheus-node-exporter"]),
  };
}

describe("the placement of the chart's pods", () => {
  const placement = {
    nodeSelector: { pool: "monitoring" },
    tolerations: [{ key: "dedicated", operator: "Equal", value: "monitoring", effect: "NoSchedule" }],
  };
  const nowhere = { nodeSelector: undefined, tolerations: undefined };

  /** Every node is measured: whatever taints it has, the chart's own selector (Linux) holds. */
  const everywhere = { nodeSelector: undefined, tolerations: [{ operator: "Exists" }] };

  it("is the stack's for all but node-exporter, which runs on every node, whatever its taints", () => {
    const { nodeExporter, ...others } = places(chartValues(configWith({ placement })));
    assert.deepEqual(nodeExporter, everywhere);
    for (const [name, place] of Object.entries(others)) assert.deepEqual(place, placement, name);
  });

  it("is left to the scheduler where the stack says nothing", () => {
    const { nodeExporter, ...others } = places(chartValues(configWith()));
    assert.deepEqual(nodeExporter, everywhere);
    for (const [name, place] of Object.entries(others)) assert.deepEqual(place, nowhere, name);
  });

  it("can be tolerations alone", () => {
    assert.deepEqual(places(chartValues(configWith({ placement: { tolerations: placement.tolerations } }))).grafana, {
      ...placement,
      nodeSelector: undefined,
    });
  });
});

describe("the registry of the chart's images", () => {
  it("is the stack's mirror, or each image's own", () => {
    assert.equal(
      chartValues(configWith({ imageRegistry: "registry.example.org/mirror" })).global?.imageRegistry,
      "registry.example.org/mirror",
    );
    assert.equal(chartValues(configWith()).global, undefined);
  });
});
