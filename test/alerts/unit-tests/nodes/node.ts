/** The node that may alert, as its exporter's target and its pod name it. */
export const node = { namespace: "monitoring", job: "node-exporter", instance: "10.0.0.11:9100" };
