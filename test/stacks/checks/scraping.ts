/** What Prometheus is configured to scrape and to evaluate, and what it finds: a real one, on the operator's configuration. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CoreV1Api } from "@kubernetes/client-node";
import { parse } from "yaml";
import { z } from "zod";
import { PROMETHEUS_NAME } from "../../../components/kube-prometheus-stack/addresses";
import { jobs } from "../../../naming";
import { waitUntil } from "../../../sandbox/cluster/wait";
import {
  activeTargets,
  loadedGroups,
  parseConfiguration,
  readOperatorFiles,
  startPrometheus,
  stopPrometheus,
  type ActiveTarget,
  type LoadedGroup,
  type PrometheusConfiguration,
  type RunningPrometheus,
} from "../../../sandbox/prometheus";
import { ensureTools, type Tools } from "../../../sandbox/tools";
import type { DeployedStack } from "../deployed-stack";
import { renderedFolder } from "../rendered";

/** The operator works on its own; it is done within a second on an idle machine. */
const OPERATOR_TIMEOUT_MS = 60_000;

/** Prometheus passes on what it discovers every five seconds, twice over. */
const DISCOVERY_TIMEOUT_MS = 30_000;
const TARGETS_TEST_MS = DISCOVERY_TIMEOUT_MS + 10_000;

/** A group is evaluated once in its interval, at a moment of its own: 15 seconds, and the time that a busy machine takes. */
const EVALUATION_TIMEOUT_MS = 60_000;

const monitorSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  spec: z.object({ endpoints: z.array(z.unknown()) }),
});
const ruleFileSchema = z.object({
  groups: z.array(
    z.looseObject({
      name: z.string(),
      rules: z.array(z.object({ alert: z.string().optional(), record: z.string().optional() })),
    }),
  ),
});
/** Registers the tests of a deployed stack's scraping and rules. */
export function scrapingChecks(get: () => DeployedStack): void {
  let tools: Tools;
  let configuration: PrometheusConfiguration;
  let running: RunningPrometheus;

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    tools = await ensureTools(["prometheus", "promtool"]);
    await operatorIsDone(get());
    const ref = { namespace: get().config.namespace.name, name: PROMETHEUS_NAME };
    configuration = parseConfiguration(parse((await readOperatorFiles(get().kube, ref)).configuration));
    running = await startPrometheus(get().deployed.cluster, ref, tools);
  });

  after(async () => stopPrometheus(get().deployed.cluster));

  it("takes in every ServiceMonitor of the program, every 15 seconds", async () => {
    const ours = await monitoredJobs(get().stack);
    const found = configuration.scrape_configs
      .filter(({ job_name }) => ours.includes(job_name))
      .map((job) => `${job.job_name} ${job.scrape_interval}`);
    assert.deepEqual(found.sort(), ours.map((job) => `${job} 15s`).sort());
  });

  it("scrapes and evaluates every 15 seconds where nothing else is said", () => {
    const { scrape_interval, evaluation_interval } = configuration.global;
    assert.deepEqual({ scrape_interval, evaluation_interval }, { scrape_interval: "15s", evaluation_interval: "15s" });
  });

  it("says in external labels where samples and alerts come from", () => {
    const { cluster, environment } = get().config;
    const labels = configuration.global.external_labels;
    assert.deepEqual({ cluster: labels["cluster"], environment: labels["environment"] }, { cluster, environment });
  });

  it("is configured with every rule file of the program, as rendered", async () => {
    const { ruleFiles } = await readOperatorFiles(get().kube, {
      namespace: get().config.namespace.name,
      name: PROMETHEUS_NAME,
    });
    for (const [name, text] of await renderedRules(get())) {
      const [, loaded] =
        [...ruleFiles].find(([path]) => ruleFileOf(path, name, get())) ??
        assert.fail(`${name} is not among ${[...ruleFiles.keys()].join(", ")}`);
      assert.deepEqual(parse(loaded), parse(text), name);
    }
  });

  it("has a configuration that promtool accepts", async () => {
    await promisify(execFile)(tools.path("promtool"), ["check", "config", running.configFile]).catch(
      (error: { stdout: string; stderr: string }) => assert.fail(`${error.stdout}${error.stderr}`),
    );
  });

  it("finds a target for every job, with the rights of Prometheus' own account", async function () {
    this.timeout(TARGETS_TEST_MS);
    await discoveredTargets(running, configuration);
  });

  it("gives every target its labels", async function () {
    this.timeout(TARGETS_TEST_MS);
    const found = (await discoveredTargets(running, configuration)).map(({ labels }) => labels);
    for (const wanted of identities(get())) {
      const match = found.some((labels) => Object.entries(wanted).every(([name, value]) => labels[name] === value));
      assert.ok(
        match,
        `no target has ${JSON.stringify(wanted)}, only ${found.map(({ job, namespace, database, cache }) => JSON.stringify({ job, namespace, database, cache })).join(" ")}`,
      );
    }
  });

  it("keeps a pod's address as its instance and dials nothing but loopback", async function () {
    this.timeout(TARGETS_TEST_MS);
    const { items } = await get().kube.makeApiClient(CoreV1Api).listPodForAllNamespaces();
    const pods = new Map(
      items.map(({ metadata, status }) => [`${metadata?.namespace}/${metadata?.name}`, status?.podIP]),
    );
    for (const { scrapePool, scrapeUrl, labels } of await discoveredTargets(running, configuration)) {
      const { namespace, pod, instance = "" } = labels;
      const host = instance.replace(/:\d+$/, "");
      if (pod === undefined) assert.doesNotMatch(host, /^127\.|^$/, `instance of a target of ${scrapePool}`);
      else assert.equal(host, pods.get(`${namespace}/${pod}`), `instance of ${pod} in ${scrapePool}`);
      assert.equal(new URL(scrapeUrl).hostname, "127.0.0.1");
    }
  });

  it("loads every rule of the program and evaluates it without an error", async function () {
    this.timeout(EVALUATION_TIMEOUT_MS + 5_000);
    const wanted = await renderedRules(get());
    await waitUntil({
      what: "Prometheus to evaluate every rule",
      timeoutMs: EVALUATION_TIMEOUT_MS,
      intervalMs: 250,
      missing: async () => {
        const loaded = await loadedGroups(running.url);
        const missing = [...wanted].flatMap(([name, text]) =>
          ruleProblems(
            name,
            text,
            loaded.filter(({ file }) => ruleFileOf(file, name, get())),
          ),
        );
        // The chart's own ones may wait for their first evaluation, but not fail.
        assert.deepEqual(
          loaded.flatMap(({ rules }) => rules).filter(({ health }) => health === "err"),
          [],
        );
        return missing.length === 0 ? undefined : missing.join("; ");
      },
    });
  });
}

/** Waits until the operator has taken up every ServiceMonitor and rule file of the program; says which it has not. */
async function operatorIsDone(stack: DeployedStack): Promise<void> {
  const ours = await monitoredJobs(stack.stack);
  const rules = [...(await renderedRules(stack)).keys()];
  await waitUntil({
    what: "the operator to configure every ServiceMonitor and rule file of the program",
    timeoutMs: OPERATOR_TIMEOUT_MS,
    intervalMs: 250,
    missing: async () => {
      const { configuration, ruleFiles } = await readOperatorFiles(stack.kube, {
        namespace: stack.config.namespace.name,
        name: PROMETHEUS_NAME,
      });
      const made = parseConfiguration(parse(configuration)).scrape_configs.map(({ job_name }) => job_name);
      const missing = [
        ...ours.filter((job) => !made.includes(job)),
        ...rules
          .filter((name) => ![...ruleFiles.keys()].some((path) => ruleFileOf(path, name, stack)))
          .map((name) => `the rules ${name}`),
      ];
      return missing.length === 0 ? undefined : missing.join(", ");
    },
  });
}

/** The jobs that the operator has to make of the program's ServiceMonitors, one for each endpoint. */
async function monitoredJobs(stack: string): Promise<string[]> {
  const manifests = [...(await renderedFolder(stack, "manifests"))].filter(([file]) =>
    file.startsWith("servicemonitor-"),
  );
  assert.ok(manifests.length > 0, "no ServiceMonitor was rendered");
  return manifests.flatMap(([, text]) => {
    const { metadata, spec } = monitorSchema.parse(parse(text));
    return spec.endpoints.map((_, index) => `serviceMonitor/${metadata.namespace}/${metadata.name}/${index}`);
  });
}

/** The program's rule files by the name of their PrometheusRule. */
async function renderedRules({ stack }: DeployedStack): Promise<ReadonlyMap<string, string>> {
  const files = await renderedFolder(stack, "rules");
  assert.ok(files.size > 0, "no rule files were rendered");
  return new Map([...files].map(([file, text]) => [file.replace(/\.yaml$/, ""), text]));
}

/** Whether the operator has made a file of a PrometheusRule: `<namespace>-<name>-<uid>.yaml`. */
function ruleFileOf(path: string, name: string, { config }: DeployedStack): boolean {
  return new RegExp(`/${config.namespace.name}-${name}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.yaml$`).test(path);
}

/** Labels that some target has to have, for everything that the configuration names and that the program measures besides. */
function identities({ config }: DeployedStack): Record<string, string>[] {
  const namespace = config.namespace.name;
  return [
    ...config.services.flatMap(({ name, namespaces }) => namespaces.map((own) => ({ job: name, namespace: own }))),
    ...config.databases.map(({ name }) => ({ job: jobs.postgres, namespace, database: name })),
    ...config.caches.map(({ name }) => ({ job: jobs.redis, namespace, cache: name })),
    { job: jobs.node, namespace },
    { job: jobs.kubeStateMetrics, namespace },
    { job: jobs.kubelet, namespace: "kube-system" },
  ];
}

/** What differs between a rule file and what Prometheus has loaded of it. */
function ruleProblems(name: string, text: string, loaded: readonly LoadedGroup[]): string[] {
  return ruleFileSchema.parse(parse(text)).groups.flatMap((group) => {
    const rules = loaded.find((candidate) => candidate.name === group.name)?.rules ?? [];
    const names = group.rules.map(({ alert, record }) => alert ?? record ?? "");
    const differs =
      names.join() === rules.map((rule) => rule.name).join()
        ? []
        : [
            `${name}: ${group.name} has ${rules.map((rule) => rule.name).join() || "no rules"} in place of ${names.join()}`,
          ];
    const unhealthy = rules
      .filter(({ health }) => health !== "ok")
      .map((rule) => `${name}: ${rule.name} is ${rule.health} ${rule.lastError ?? ""}`);
    return [...differs, ...unhealthy];
  });
}

/** The targets, as soon as every job has one; the error says which jobs have none. */
async function discoveredTargets(
  { url }: RunningPrometheus,
  { scrape_configs }: PrometheusConfiguration,
): Promise<ActiveTarget[]> {
  let targets: ActiveTarget[] = [];
  await waitUntil({
    what: "Prometheus to find a target for every job",
    timeoutMs: DISCOVERY_TIMEOUT_MS,
    intervalMs: 250,
    missing: async () => {
      targets = await activeTargets(url);
      const missing = scrape_configs.filter(
        ({ job_name }) => !targets.some(({ scrapePool }) => scrapePool === job_name),
      );
      return missing.length === 0 ? undefined : missing.map(({ job_name }) => job_name).join(", ");
    },
  });
  return targets;
}
