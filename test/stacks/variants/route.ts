/** Grafana published by a Gateway API route. */
import assert from "node:assert/strict";
import { findObject, objectsOf } from "../snapshot";
import type { Variant } from "./variant";

/** A route in place of the Ingress. */
export const routeVariants: Readonly<Record<string, Variant>> = {
  "an HTTPRoute": {
    keys: ({ grafana }) => ({
      grafana: {
        ...grafana,
        httpRoute: { gateway: { name: "public", namespace: "gateways" }, annotations: { team: "platform" } },
      },
    }),
    checks: {
      "has the route, and no Ingress": ({ objects, stack }) => {
        const route = findObject(objects, "HTTPRoute", stack.config.namespace.name, "grafana");
        assert.deepEqual(route?.spec.hostnames, [stack.config.grafana.host]);
        assert.deepEqual(route?.spec.parentRefs, [{ name: "public", namespace: "gateways", sectionName: "https" }]);
        assert.equal(route?.metadata?.annotations?.["team"], "platform");
        assert.deepEqual(objectsOf(objects, "Ingress"), []);
      },
    },
  },
};
