/** AC3: requests of every replica of every service. */
import type { ServiceConfig } from "../../config/schema";
import { BUCKETS, REQUEST_COUNTER } from "../../queries/http";
import { verdictOf, type Criterion } from "../row";
import { flowOf } from "../targets/data";
import { serviceTargets } from "../targets/expected";
import { flowInWords } from "./wording";

const METRICS = [REQUEST_COUNTER, BUCKETS];

/** The row of some of the services. */
export function servicesAreMeasured(id: string, services: readonly ServiceConfig[]): Criterion {
  return {
    id,
    title: "Requests to the services are measured",
    asked: `Kubernetes: Services and pods of ${services.map(({ name }) => name).join(", ") || "no service"}; Prometheus: raw samples of ${METRICS.join(", ")}`,
    settles: true,
    judge: async (sources) => {
      const objects = await sources.objects();
      const flow = await flowOf(
        sources,
        services.flatMap((service) => serviceTargets(objects, service)),
        METRICS,
      );
      const none = services.length === 0 ? ["The stack lists no service (monitoring:services)."] : [];
      return verdictOf([...none, ...flow.problems], flowInWords("pod", flow));
    },
  };
}
