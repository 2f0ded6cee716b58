/** Cases that every alert on a source that answers and lacks a metric has to meet. */
import { constant, during, steps, withGap, type Samples, type Series } from "../../series";
import { firing, idleBetween, quietBetween, quietUntil, type Labels, type UnitTestCase } from "../unit-test";

/** A source, and a metric that it always has. */
export interface SourceOfMetrics {
  /** Labels of its target, and of the series that are its own. */
  readonly target: Labels;
  /** Its metrics, one of which is missing in most cases; labels besides the target's. */
  readonly metrics: Readonly<Record<string, Labels>>;
  /** Labels by which the alert does not know its source. */
  readonly unknown: Labels;
}

/** What Prometheus notes about the scrapes of a target. */
export function up(target: Labels, samples: Samples = constant(1)): Series {
  return { metric: "up", labels: target, samples };
}

/** The metrics of a source but those left out. */
export function exposing({ target, metrics }: SourceOfMetrics, ...missing: readonly string[]): Series[] {
  return Object.entries(metrics)
    .filter(([metric]) => !missing.includes(metric))
    .map(([metric, labels]) => ({ metric, labels: { ...target, ...labels }, samples: constant(1) }));
}

/** A source that answers and has everything but some metrics. */
export function lacking(source: SourceOfMetrics, ...missing: readonly string[]): Series[] {
  return [up(source.target), ...exposing(source, ...missing)];
}

/**
 * The cases of one source.
 *
 * @param alert labels of the alert about a metric.
 * @param wait `for` of the alert. Seconds.
 */
export function inputCases(
  what: string,
  source: SourceOfMetrics,
  alert: (metric: string) => Labels,
  wait: number,
): readonly UnitTestCase[] {
  const [metric = ""] = Object.keys(source.metrics);
  const late = wait + 600;
  const except = Object.keys(source.unknown);
  const other = (changed: Labels): SourceOfMetrics => ({ ...source, target: { ...source.target, ...changed } });
  return [
    ...Object.keys(source.metrics).map(
      (missing): UnitTestCase => ({
        way: "fires",
        name: `fires where ${what} answers and has no ${missing}`,
        series: lacking(source, missing),
        expect: [firing(late, alert(missing))],
      }),
    ),
    {
      way: "threshold",
      name: `stays quiet while ${what} has everything`,
      series: lacking(source),
      expect: [idleBetween(0, late)],
    },
    {
      way: "threshold",
      name: `stays quiet where ${what} does not answer, which another alert says`,
      series: [up(source.target, constant(0))],
      expect: [idleBetween(0, late)],
    },
    ...["job", "instance"]
      .filter((label) => !except.includes(label))
      .map(
        (label): UnitTestCase => ({
          way: "threshold",
          name: `is not satisfied with the metrics of ${what} under another ${label}`,
          series: [...lacking(source, ...Object.keys(source.metrics)), ...exposing(other({ [label]: "another" }))],
          expect: [firing(late, ...Object.keys(source.metrics).map(alert))],
        }),
      ),
    {
      way: "duration",
      name: `fires ${wait / 60} minutes after ${what} has lost a metric, and not before, and ends with it`,
      series: [
        ...lacking(source, metric),
        ...exposing(source)
          .filter((one) => one.metric === metric)
          // Prometheus finds the last value for five more minutes.
          .flatMap((one) => [
            { ...one, labels: { ...one.labels }, samples: during(one.samples, 0, 600) },
            { ...one, labels: { ...one.labels, back: "yes" }, samples: during(one.samples, 600 + 300 + wait + 300) },
          ]),
      ],
      expect: [
        quietUntil(600 + 285 + wait - 30),
        firing(600 + 300 + wait + 30, alert(metric)),
        firing(600 + 300 + wait + 270, alert(metric)),
        firing(600 + 300 + wait + 330),
        quietBetween(600 + 300 + wait + 330, 600 + 300 + wait + 900),
      ],
    },
    {
      way: "series",
      name: `fires once for ${what} that is found twice`,
      series: ["headless", "metrics"].flatMap((service) => lacking(other({ service }), metric)),
      expect: [firing(late, alert(metric))],
    },
    {
      way: "series",
      name: `stays quiet when Prometheus was away, and at ${what} that answers again`,
      series: lacking(source).map((one) => ({ ...one, samples: withGap(one.samples, 600, 840) })),
      expect: [quietUntil(late)],
    },
    {
      way: "series",
      name: `fires at scrapes of ${what} every 60 seconds`,
      scrapeSeconds: 60,
      series: [
        ...lacking(source, metric).filter(({ metric: name }) => name !== "up"),
        up(source.target, steps([0, 1])),
      ],
      expect: [quietUntil(wait - 60), firing(late, alert(metric))],
    },
  ];
}
