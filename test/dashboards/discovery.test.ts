/** Panels and targets: what a panel shows depends neither on how often a target is found nor on labels that discovery may leave out. */
import assert from "node:assert/strict";
import { jobs } from "../../naming";
import { ensureTools } from "../../sandbox/tools";
import type { Series } from "../alerts/series";
import { scraped, type Labels, type Simulation, type Target } from "../synthetic-cluster/simulation";
import { results } from "./evaluate";
import { annotationQueries, models, panelQueries } from "./model";
import { smallCluster } from "./small-cluster";

/** The labels by which a second Service with the same labels finds a target: another `service`, perhaps another `endpoint`. */
const SECOND: Labels = { service: "the-second", endpoint: "another" };

/** A target under other labels of discovery; what it says of others keeps their labels. */
function found(target: Target, relabel: (own: Labels) => Labels): Target {
  const own = relabel(target.labels);
  return {
    ...target,
    labels: own,
    series: target.series.map(({ labels, ...one }) => ({ ...one, labels: rediscovered(labels, target.labels, own) })),
  };
}

/** The labels of a series whose target has other labels. A label that is not the target's is the series' own. */
function rediscovered(labels: Labels, before: Labels, after: Labels): Labels {
  const kept = Object.entries(labels).filter(([name, value]) => before[name] !== value);
  const discovered = Object.entries(after).filter(([name]) => labels[name] === before[name]);
  return Object.fromEntries([...discovered, ...kept]);
}

function without(labels: Labels, ...names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

/** The cluster, in which targets are found by other labels. */
function cluster(change: (targets: readonly Target[]) => readonly Target[]): readonly Series[] {
  const simulation: Simulation = smallCluster();
  return scraped({ ...simulation, targets: change(simulation.targets) });
}

/** Which node a node-exporter measures is known by its pod, and kube-state-metrics tells of its own; the chart runs both as pods. */
const PODS: readonly string[] = [jobs.node, jobs.kubeStateMetrics];

const variants: Readonly<Record<string, () => readonly Series[]>> = {
  "every target is found twice": () =>
    cluster((targets) => [...targets, ...targets.map((one) => found(one, (own) => ({ ...own, ...SECOND })))]),
  "every target is found twice, once without its container": () =>
    cluster((targets) => [
      ...targets,
      ...targets.map((one) => found(one, (own) => ({ ...without(own, "container"), ...SECOND }))),
    ]),
  "no pod declares its port": () =>
    cluster((targets) => targets.map((one) => found(one, (own) => without(own, "container")))),
  "no service and no exporter of a server is a pod": () =>
    cluster((targets) =>
      targets.map((one) =>
        PODS.includes(one.labels["job"] ?? "") ? one : found(one, (own) => without(own, "pod", "container")),
      ),
    ),
};

/** Every query; those that show the highest few show all, since which of several equal ones these are is nobody's choice. */
const queries = models
  .flatMap((dashboard) => [...panelQueries(dashboard), ...annotationQueries(dashboard)])
  .map(({ where, expr }) => ({ where, expr: expr.replaceAll(/topk\(\d+,/g, "topk(1000,") }));

describe("what panels show is the same where", function () {
  this.timeout("2m");
  let expected: ReadonlyMap<string, readonly string[]>;
  before(async function () {
    this.timeout("60m");
    await ensureTools(["promtool"]);
    expected = await results(
      cluster((targets) => targets),
      queries,
    );
    assert.ok([...expected.values()].filter((samples) => samples.length > 0).length > 80);
  });

  for (const [name, series] of Object.entries(variants)) {
    it(name, async () => {
      const shown = await results(series(), queries);
      const changed = queries
        .map(({ where }) => where)
        .filter((where) => JSON.stringify(shown.get(where)) !== JSON.stringify(expected.get(where)));
      assert.deepEqual(
        changed.map((where) => ({ where, expected: expected.get(where), shown: shown.get(where) })),
        [],
      );
    });
  }
});
