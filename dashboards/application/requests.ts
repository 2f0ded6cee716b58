/** The rows about requests: all together, by service, by route. */
import type { AlertSettings } from "../../config/schema/alerts";
import { errorRatioLimit } from "../../queries/http";
import { above, type PanelSpec, type Row } from "../spec";
import { BY_ROUTE, BY_SERVICE, errorRatio, inProgress, INSTANCES, latency, requestRate } from "./queries";

const SERVICE = "{{namespace}}/{{job}}";
const ROUTE = "{{job}} {{route}}";
/** Routes drawn at most at any moment: more lines can't be told apart. The table has them all. */
const MOST = 20;

/** The numbers to look at first. */
export function overviewRow(settings: AlertSettings): Row {
  return {
    id: 200,
    title: "Overview",
    panels: [
      {
        kind: "stat",
        id: 1,
        title: "Request rate",
        unit: "reqps",
        width: 4,
        description: "Requests a second to all chosen services.",
        expr: requestRate(""),
      },
      {
        kind: "stat",
        id: 2,
        title: "Error ratio",
        unit: "percentunit",
        width: 4,
        decimals: 2,
        steps: above(errorRatioLimit(settings)),
        description: "Share of requests answered with a 5xx status, over all chosen services.",
        expr: errorRatio(""),
      },
      {
        kind: "stat",
        id: 3,
        title: "p95 latency, slowest service",
        unit: "s",
        width: 4,
        steps: above(settings.services.latencyP95Seconds),
        description: "95 % of requests are answered within this time, at the service where it is longest.",
        expr: `max(${latency(0.95, BY_SERVICE)})`,
      },
      {
        kind: "stat",
        id: 4,
        title: "p50 latency, slowest service",
        unit: "s",
        width: 4,
        description: "Half of the requests are answered within this time, at the service where it is longest.",
        expr: `max(${latency(0.5, BY_SERVICE)})`,
      },
      {
        kind: "stat",
        id: 5,
        title: "In-flight requests",
        unit: "short",
        width: 4,
        decimals: 1,
        description: "Requests in progress at the same time, on average: seconds spent in requests per second of time.",
        expr: inProgress(""),
      },
      {
        kind: "stat",
        id: 6,
        title: "Instances",
        unit: "short",
        width: 4,
        description: "Running instances of the chosen services that count their requests.",
        expr: INSTANCES,
      },
    ],
  };
}

/** Rate, errors, duration of each service, as its alerts see them. */
export function servicesRow(settings: AlertSettings): Row {
  return {
    id: 201,
    title: "Services",
    panels: [
      {
        kind: "timeseries",
        id: 10,
        title: "Request rate by service",
        unit: "reqps",
        width: 8,
        min: 0,
        description: "Requests a second to each service.",
        queries: [{ expr: requestRate(BY_SERVICE), legend: SERVICE }],
      },
      {
        kind: "timeseries",
        id: 11,
        title: "Error ratio by service",
        unit: "percentunit",
        width: 8,
        min: 0,
        steps: above(errorRatioLimit(settings)),
        alert: "HighErrorRate",
        description:
          "Share of each service's requests answered with a 5xx status. " +
          `HighErrorRate fires above ${settings.services.errorPercent}%.`,
        queries: [{ expr: errorRatio(BY_SERVICE), legend: SERVICE }],
      },
      {
        kind: "timeseries",
        id: 12,
        title: "p95 latency by service",
        unit: "s",
        width: 8,
        min: 0,
        steps: above(settings.services.latencyP95Seconds),
        alert: "HighAPILatency",
        description:
          "95 % of each service's requests are answered within this time. " +
          `HighAPILatency fires above ${settings.services.latencyP95Seconds} s.`,
        queries: [{ expr: latency(0.95, BY_SERVICE), legend: SERVICE }],
      },
      {
        kind: "timeseries",
        id: 13,
        title: "Latency percentiles by service",
        unit: "s",
        width: 8,
        min: 0,
        manySeries: true,
        description:
          "The time within which 50, 95 and 99 % of each service's requests are answered. Above the largest finite bucket no more is known than that.",
        queries: [0.5, 0.95, 0.99].map((quantile) => ({
          expr: latency(quantile, BY_SERVICE),
          legend: `${SERVICE} p${quantile * 100}`,
        })),
      },
      {
        kind: "timeseries",
        id: 14,
        title: "Responses by status code",
        unit: "reqps",
        width: 8,
        min: 0,
        stacked: true,
        manySeries: true,
        description: "Responses a second by HTTP status; 499 stands for requests that the client gave up.",
        queries: [{ expr: requestRate("status"), legend: "{{status}}" }],
      },
      {
        kind: "timeseries",
        id: 15,
        title: "In-flight requests by service",
        unit: "short",
        width: 8,
        min: 0,
        description: "Requests in progress at the same time, on average: seconds spent in requests per second of time.",
        queries: [{ expr: inProgress(BY_SERVICE), legend: SERVICE }],
      },
    ],
  };
}

/** The same by route: which one is it? */
export function routesRow(settings: AlertSettings): Row {
  return { id: 202, title: "Routes", panels: [...routeSeries(settings), routeTable(settings)] };
}

function routeSeries(settings: AlertSettings): readonly PanelSpec[] {
  return [
    {
      kind: "timeseries",
      id: 20,
      title: "Request rate by route",
      unit: "reqps",
      width: 8,
      min: 0,
      manySeries: true,
      description: `Requests a second to each route, the ${MOST} busiest.`,
      queries: [{ expr: `topk(${MOST}, ${requestRate(BY_ROUTE)})`, legend: ROUTE }],
    },
    {
      kind: "timeseries",
      id: 21,
      title: "Error ratio by route",
      unit: "percentunit",
      width: 8,
      min: 0,
      manySeries: true,
      steps: above(errorRatioLimit(settings)),
      alert: "HighErrorRate",
      description: `Share of each route's requests answered with a 5xx status, the ${MOST} highest. The alert looks at whole services.`,
      queries: [{ expr: `topk(${MOST}, ${errorRatio(BY_ROUTE)})`, legend: ROUTE }],
    },
    {
      kind: "timeseries",
      id: 22,
      title: "p95 latency by route",
      unit: "s",
      width: 8,
      min: 0,
      manySeries: true,
      steps: above(settings.services.latencyP95Seconds),
      alert: "HighAPILatency",
      description: `95 % of each route's requests are answered within this time, the ${MOST} slowest. The alert looks at whole services.`,
      queries: [{ expr: `topk(${MOST}, ${latency(0.95, BY_ROUTE)})`, legend: ROUTE }],
    },
  ];
}

function routeTable(settings: AlertSettings): PanelSpec {
  return {
    kind: "table",
    id: 23,
    title: "Routes now",
    unit: "short",
    width: 24,
    height: 10,
    description:
      "Rate, error ratio and latency of every route with requests, as they are now. Click a heading to sort by it.",
    labels: { namespace: "Namespace", job: "Service", route: "Route" },
    columns: [
      { heading: "Request rate", unit: "reqps", expr: `${requestRate(BY_ROUTE)} > 0` },
      {
        heading: "Error ratio",
        unit: "percentunit",
        expr: errorRatio(BY_ROUTE),
        steps: above(errorRatioLimit(settings)),
      },
      // Without requests a quantile is NaN, which no comparison holds for.
      { heading: "p50 latency", unit: "s", expr: `${latency(0.5, BY_ROUTE)} >= 0` },
      {
        heading: "p95 latency",
        unit: "s",
        expr: `${latency(0.95, BY_ROUTE)} >= 0`,
        steps: above(settings.services.latencyP95Seconds),
      },
    ],
  };
}
