/** The version of kube-prometheus-stack that the values in this project are typed and tested for. */
// renovate: datasource=helm depName=kube-prometheus-stack
export const CHART_VERSION = "88.5.3";

/** The chart's name in its repository. */
export const CHART_NAME = "kube-prometheus-stack";

/** The public Helm repository of the chart. */
export const CHART_REPOSITORY = "https://prometheus-community.github.io/helm-charts";
