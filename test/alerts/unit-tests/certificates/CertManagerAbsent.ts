import { constant, during, steps, type Samples, type Series } from "../../series";
import {
  firing,
  idleBetween,
  quietBetween,
  quietUntil,
  RUNBOOKS,
  sends,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";

/** Where the configuration says that cert-manager runs. */
const configured: Labels = { namespace: "cert-manager", job: "cert-manager" };

function up(samples: Samples = constant(1), labels: Labels = {}): Series {
  return {
    metric: "up",
    labels: { ...configured, instance: "10.0.2.9:9402", pod: "cert-manager-a", ...labels },
    samples,
  };
}

const other: Labels = { instance: "10.0.2.10:9402", pod: "cert-manager-b" };

function alert(labels: Labels = {}): Labels {
  return { severity: "warning", team: "platform", ...configured, ...labels };
}

const cases: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says that none is found",
    series: [up(constant(1), { namespace: "elsewhere" })],
    expect: [
      quietUntil(885),
      sends(1200, alert(), {
        summary: "Certificates are not watched.",
        description:
          "No cert-manager in cert-manager has answered Prometheus for at least 15 minutes: alerts on certificates can't fire.",
        runbook_url: `${RUNBOOKS}/CertManagerAbsent.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where none answers, wherever it is",
    series: [up(constant(0)), up(constant(0), other), up(constant(0), { namespace: "elsewhere" })],
    expect: [firing(1200, alert(), alert({ namespace: "elsewhere" }))],
  },
  {
    way: "threshold",
    name: "stays quiet while one of two answers, and about other jobs",
    series: [up(constant(0)), up(constant(1), other), up(constant(0), { job: "cert-manager-webhook" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "duration",
    name: "fires after 15 minutes and not before, and ends when it answers",
    series: [up(steps([0, 1], [600, 0], [2400, 1]))],
    expect: [quietUntil(1485), firing(1515, alert()), firing(2385, alert()), firing(2415), quietBetween(2415, 3000)],
  },
  {
    way: "duration",
    name: "stays quiet when its only pod is replaced",
    series: [up(steps([0, 1], [600, 0], [1485, 1]))],
    expect: [quietUntil(3000)],
  },
  {
    way: "series",
    name: "goes on firing when the target that does not answer is deleted",
    series: [up(during(constant(0), 0, 1200))],
    expect: [1185, 1215, 1500, 1530, 2400].map((time) => firing(time, alert())),
  },
];

/** No cert-manager answers for 15 minutes. */
export const unitTest: UnitTest = { alert: "CertManagerAbsent", cases };
