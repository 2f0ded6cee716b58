/** The chart's values for Prometheus. */
import type { ChartValues } from "../../../chart-values/generated/values";
import type { Config } from "../../../config/schema";
import { disruptionBudget, podAntiAffinity } from "./replicas";
import { UNWATCHED_CLAIM } from "./rules";
import { volumeClaim } from "./volume";

/** The part of the configuration that Prometheus' values depend on. */
export type PrometheusInput = Pick<Config, "prometheus" | "cluster" | "environment" | "storageClass">;

/** Values under `prometheus`: what it scrapes, how long it remembers, and how it is placed. */
export function prometheusValues(input: PrometheusInput) {
  const { prometheus } = input;
  return {
    prometheus: {
      // Grafana stays on one of several replicas: their samples differ by a scrape.
      ...(prometheus.replicas > 1 ? { service: { sessionAffinity: "ClientIP" } } : {}),
      ...disruptionBudget(prometheus.replicas),
      prometheusSpec: {
        replicas: prometheus.replicas,
        ...podAntiAffinity(prometheus),
        retention: prometheus.retention,
        retentionSize: prometheus.retentionSize,
        // Meant to fill up to retentionSize: our own alert watches it.
        storageSpec: volumeClaim(input.storageClass, prometheus.storage, UNWATCHED_CLAIM),
        scrapeInterval: prometheus.scrapeInterval,
        scrapeTimeout: prometheus.scrapeTimeout,
        evaluationInterval: prometheus.scrapeInterval,
        externalLabels: { cluster: input.cluster, environment: input.environment },
        // Rules and monitors of every namespace count, not only those labelled with the release.
        ruleSelectorNilUsesHelmValues: false,
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
        // Endpoints objects are deprecated from Kubernetes 1.33 on.
        serviceDiscoveryRole: "EndpointSlice",
        enableAdminAPI: false,
        resources: prometheus.resources,
      },
    },
  } satisfies ChartValues;
}
