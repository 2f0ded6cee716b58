/** kube-state-metrics, in place of its pod. */
import { LOOPBACK } from "../../cluster/ports";
import { withFlag, type Program } from "./program";

export const kubeStateMetrics: Program = {
  name: "kube-state-metrics",
  image: "kube-state-metrics/kube-state-metrics",
  tool: "kube-state-metrics",
  portName: "http",
  healthPath: "/livez",
  morePorts: ["telemetry"],
  ownPaths: [],
  // In a pod it finds the API server by itself, and listens on all addresses.
  adapt: ({ args, ...run }, { port, portOf, kubeconfig }) => ({
    ...run,
    args: [
      ...withFlag(args, "port", String(port)),
      `--host=${LOOPBACK}`,
      `--telemetry-host=${LOOPBACK}`,
      `--telemetry-port=${portOf("telemetry")}`,
      `--kubeconfig=${kubeconfig}`,
    ],
  }),
};
