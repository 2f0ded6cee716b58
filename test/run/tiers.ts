/**
 * Which tests run when. Every file is in `standard` or in `long`; `quick` is a part of `standard`.
 *
 * Files that take long come first in each list, or one core would idle at the end while the other runs the last of them.
 */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** quick: the loop of editing. standard: what a change needs to be trusted (`npm test`). long: the same on many more cases. all: both. */
export const TIERS = ["quick", "standard", "long", "all"] as const;
export type Tier = (typeof TIERS)[number];

/** The project's folder. */
export const PROJECT_FOLDER = join(__dirname, "..", "..");

/** Every mutant, all simulated days, real servers, all variants of a stack, every interruption, random routers and applications; what others' code does (the story's rules, the SDK's debug messages); how each command ends on wrong calls. */
const LONG = [
  // Wait for most of their time.
  "test/live/drills/drills.test.ts",
  "test/live/pipeline/production.test.ts",
  "test/alerts/mutation/mutation.test.ts",
  "test/alerts/simulations/scenarios.test.ts",
  "test/stacks/variants.test.ts",
  "test/stacks/production.lifecycle.test.ts",
  "test/stacks/made-up-kind.test.ts",
  "test/instrumentation/bounds.test.ts",
  "test/alerts/simulations/faults.test.ts",
  "test/alerts/simulations/tainted-node.test.ts",
  "test/exporters/servers/servers.test.ts",
  "test/exporters/servers/names.test.ts",
  "test/stacks/interrupted.test.ts",
  "test/engine-parts/interruption.test.ts",
  "test/stacks/debug-messages.test.ts",
  "test/alerts/story/rules.test.ts",
  "test/cli/ending.test.ts",
  "test/live/console/cluster.test.ts",
  "test/cluster/recovery.test.ts",
  "test/secrets/outputs.production.test.ts",
  "test/secrets/outputs.staging.test.ts",
  "test/engine-parts/recovery.test.ts",
  "test/instrumentation/routers/routers.test.ts",
];

/** Of the rest those that take long, the longest first: more than twenty seconds, or more than four in the quick tier. */
const HEAVY = [
  // Waits for most of its time.
  "test/live/pipeline/staging.test.ts",
  "test/stacks/production.test.ts",
  "test/stacks/staging.test.ts",
  "test/cluster/cluster.test.ts",
  "test/alerts/unit-tests/unit-tests.test.ts",
  "test/engine-parts/engine.test.ts",
  "test/config/engine-reading/engine-reading.test.ts",
  "test/policies/preview.test.ts",
  "test/stacks/errors.test.ts",
  "test/report/golden.test.ts",
  "test/live/console/page/page.test.ts",
  "test/report/revision.test.ts",
  "test/program/render.test.ts",
  "test/instrumentation/package.test.ts",
  "test/instrumentation/edge-cases/table.test.ts",
  "test/alerts/routing/message-lengths.test.ts",
  "test/alerts/routing/messages.test.ts",
  "test/alerts/routing/inhibition.test.ts",
  "test/program/providers.test.ts",
  "test/cluster/operator.test.ts",
  "test/live/services/services.test.ts",
  "test/live/databases/postgres.test.ts",
  "test/exporters/made-up-kind.test.ts",
  "test/program/config-cases.test.ts",
  "test/secrets/inputs.test.ts",
  "test/docs/alerts.test.ts",
  "test/alerts/lint/rules.test.ts",
  "test/program/config-combinations.test.ts",
  "test/policies/secrets.test.ts",
  "test/policies/server-forms.test.ts",
];

/** Files and folders that need no tool and no cluster, and no process that takes seconds. */
const QUICK = [
  "test/alerts/dashboard-url.test.ts",
  "test/alerts/lint/labels.test.ts",
  "test/alerts/lint/rules.test.ts",
  "test/alerts/mutation/operators.test.ts",
  "test/alerts/overlaps.test.ts",
  "test/alerts/unit-tests/coverage.test.ts",
  "test/alerts/scrape-limits.test.ts",
  "test/chart-values/check-values.test.ts",
  "test/config/nearest.test.ts",
  "test/config/provider-keys.test.ts",
  "test/config/providers.test.ts",
  "test/config/stack-names.test.ts",
  "test/config/wrong-files/",
  "test/dashboards/alerts.test.ts",
  "test/dashboards/lint.test.ts",
  "test/dashboards/structure.test.ts",
  "test/docs/alerts.test.ts",
  "test/docs/first-deployment.test.ts",
  "test/docs/links.test.ts",
  "test/docs/pages.test.ts",
  "test/docs/policies.test.ts",
  "test/docs/requirements.test.ts",
  "test/engine-parts/diagnostics.test.ts",
  "test/exporters/collectors.test.ts",
  "test/exporters/older-postgres-exporter.test.ts",
  "test/exporters/registry.test.ts",
  "test/exporters/servers/page.test.ts",
  "test/exporters/telemetry.test.ts",
  "test/instrumentation/endpoint.test.ts",
  "test/instrumentation/express-routes.test.ts",
  "test/instrumentation/fastify.test.ts",
  "test/instrumentation/names.test.ts",
  "test/instrumentation/options.test.ts",
  "test/instrumentation/series.test.ts",
  "test/live/console/access.test.ts",
  "test/live/fast.test.ts",
  "test/live/nodes.test.ts",
  "test/live/plan.test.ts",
  "test/live/pods.test.ts",
  "test/live/programs.test.ts",
  "test/live/console/faults/",
  "test/live/console/kubelet/families.test.ts",
  "test/live/console/page/stat",
  "test/live/console/settings.test.ts",
  "test/live/console/slack/",
  "test/markdown/",
  "test/policies/claim-forms.test.ts",
  "test/policies/ingress-forms.test.ts",
  "test/policies/ingress-tls.test.ts",
  "test/policies/known-chart.test.ts",
  "test/policies/namespace-storage.test.ts",
  "test/policies/no-plaintext-secret.test.ts",
  "test/policies/prometheus-",
  "test/promql/",
  "test/policies/public-reports.test.ts",
  "test/policies/readable-values.test.ts",
  "test/policies/secrets.test.ts",
  "test/policies/server-forms.test.ts",
  "test/queries/",
  "test/program/alertmanager.test.ts",
  "test/program/config",
  "test/program/exporters.test.ts",
  "test/program/grafana-ingress.test.ts",
  "test/program/grafana-ini.test.ts",
  "test/program/labels.test.ts",
  "test/program/oauth.test.ts",
  "test/program/placement.test.ts",
  "test/program/remote-write.test.ts",
  "test/program/replicas.test.ts",
  "test/program/sizes.test.ts",
  "test/program/values.test.ts",
  "test/report/markdown.test.ts",
  "test/report/promql.test.ts",
  "test/report/sections.test.ts",
  "test/report/state.test.ts",
  "test/secrets/inputs.test.ts",
  "test/secrets/secrets.test.ts",
  "test/stacks/leak-search.test.ts",
  "test/synthetic-cluster/",
  "test/units/",
  "test/verify/",
  "test/workflows/docs.test.ts",
  "test/workflows/pull-request-comment.test.ts",
  "test/workflows/renovate.test.ts",
  "test/workflows/rules.test.ts",
  "test/workflows/stack-settings.test.ts",
];

/** Every file with tests, relative to the project's folder. */
export function testFiles(): readonly string[] {
  return readdirSync(join(PROJECT_FOLDER, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => relative(PROJECT_FOLDER, join(PROJECT_FOLDER, "test", path)))
    .sort();
}

/**
 * The files of a tier, in the order in which they are started.
 *
 * @throws Error where a list names a file that does not exist.
 */
export function filesOf(tier: Tier): readonly string[] {
  const files = testFiles();
  const gone = [...LONG, ...HEAVY, ...QUICK].filter(
    (name) => !files.some((file) => file === name || (!name.endsWith(".ts") && file.startsWith(name))),
  );
  if (gone.length > 0)
    throw new Error(`test/run/tiers.ts names ${gone.join(", ")}, and there is no such file; correct the list.`);
  const standard = [...HEAVY, ...files.filter((file) => ![...LONG, ...HEAVY].includes(file))];
  const quick = standard.filter((file) => QUICK.some((name) => file.startsWith(name)));
  return { quick, standard, long: LONG, all: [...LONG, ...standard] }[tier];
}
