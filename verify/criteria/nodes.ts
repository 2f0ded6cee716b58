/** AC2: CPU, memory and disk of every node. */
import { verdictOf, type Criterion } from "../row";
import { flowOf } from "../targets/data";
import { nodeTargets } from "../targets/expected";
import { flowInWords } from "./wording";

const METRICS = ["node_cpu_seconds_total", "node_memory_MemAvailable_bytes", "node_filesystem_avail_bytes"];

export const nodesAreMeasured: Criterion = {
  id: "AC2",
  title: "CPU, memory and disk of every node are measured",
  asked: `Kubernetes: nodes and pods of node-exporter; Prometheus: raw samples of ${METRICS.join(", ")}`,
  settles: true,
  judge: async (sources) => {
    const expected = [nodeTargets(await sources.objects(), sources.config.namespace.name)];
    const flow = await flowOf(sources, expected, METRICS);
    return verdictOf(flow.problems, flowInWords("node", flow));
  },
};
