/** node-exporter, in place of its pods. */
import { LOOPBACK } from "../../cluster/ports";
import { withFlag, type Program } from "./program";

export const nodeExporter: Program = {
  name: "node-exporter",
  image: "prometheus/node-exporter",
  tool: "node_exporter",
  portName: "http-metrics",
  healthPath: "/",
  morePorts: [],
  ownPaths: [],
  adapt: ({ args, ...run }, { pod, port, procFolder }) => ({
    ...run,
    args: [
      ...withFlag(
        withFlag(args, "web.listen-address", `${LOOPBACK}:${port}`),
        "path.procfs",
        procFolder(pod.spec?.nodeName ?? ""),
      ),
      // A machine without time synchronisation is no fault of a simulated node.
      "--no-collector.timex",
    ],
  }),
};
