/** The rules, in the order of the table in docs/policies.md. */
import type { Rule } from "../rule";
import { ingressTls } from "./ingress-tls";
import { knownChart } from "./known-chart";
import { namespaceStorage } from "./namespace-storage";
import { noPlaintextSecret } from "./no-plaintext-secret";
import { prometheusAdminApi } from "./prometheus-admin-api";
import { prometheusRetention } from "./prometheus-retention";
import { prometheusRetentionSize } from "./prometheus-retention-size";
import { prometheusRetentionSizeMargin } from "./prometheus-retention-size-margin";
import { prometheusStorage } from "./prometheus-storage";
import { readableValues } from "./readable-values";

/** Every rule of the pack. */
export const rules: readonly Rule[] = [
  prometheusRetention,
  prometheusStorage,
  namespaceStorage,
  prometheusRetentionSize,
  prometheusRetentionSizeMargin,
  noPlaintextSecret,
  ingressTls,
  prometheusAdminApi,
  readableValues,
  knownChart,
];
