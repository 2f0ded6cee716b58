/** Whether the stand-ins answer with every metric that rules and panels ask of what they stand for. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dashboardJson, dashboards, dashboardSpecs } from "../../../../dashboards";
import { defaultAlertSettings } from "../../../../config/schema/alerts";
import { cadvisorFamilies } from "../../../../sandbox/live/console/kubelet/cadvisor";
import { UsageChanges } from "../../../../sandbox/live/console/kubelet/changes";
import { kubeletFamilies } from "../../../../sandbox/live/console/kubelet/node";
import { probeFamilies } from "../../../../sandbox/live/console/kubelet/probes";
import { metricsText } from "../../../../sandbox/live/console/metrics/text";
import { certManagerFamilies } from "../../../../sandbox/live/console/stand-ins/cert-manager";
import { coreDnsFamilies } from "../../../../sandbox/live/console/stand-ins/coredns";
import { ensureTools } from "../../../../sandbox/tools";
import { RUNBOOK_BASE_URL, rules } from "../../../alerts/options";
import { preparePromtool } from "../../../alerts/promtool";
import { PROJECT_FOLDER } from "../../../run/tiers";
import { CREATED, parsed } from "./cluster.fixture";

const { apiPod, storePod, node, claims } = parsed;
const seconds = CREATED + 3600;
const pods = [apiPod, storePod];

const families = [
  ...kubeletFamilies({ node, pods, claims, seconds }),
  ...cadvisorFamilies({ node, pods, changes: new UsageChanges("/nonexistent"), seconds }),
  ...probeFamilies(pods, seconds),
  ...coreDnsFamilies(seconds),
  ...certManagerFamilies([{ namespace: "monitoring", name: "grafana-tls" }], seconds),
];

/** Names of metrics of a kubelet, of cAdvisor, of CoreDNS and of cert-manager in a text. */
function metricsIn(text: string): string[] {
  return text.match(/\b(container|kubelet|machine|prober|coredns|certmanager)_[a-z_]+\b/g) ?? [];
}

const CHART_RULES = join(PROJECT_FOLDER, "sandbox/own-chart/kube-prometheus-stack/files/rules");

describe("the stand-ins", () => {
  it("answer with every metric that rules and panels ask of them", () => {
    const panels = dashboards({ specs: dashboardSpecs(defaultAlertSettings()), runbookBaseUrl: RUNBOOK_BASE_URL }).map(
      dashboardJson,
    );
    const chart = readdirSync(CHART_RULES).map((file) => readFileSync(join(CHART_RULES, file), "utf8"));
    const expressions = [...rules.map(({ expr }) => expr), ...panels, ...chart.map(expressionsOf)];
    const asked = new Set(expressions.flatMap(metricsIn));
    assert.ok(asked.size >= 8, [...asked].join());
    const answered = families.filter(({ samples }) => samples.length > 0).map(({ name }) => name);
    assert.deepEqual(
      [...asked].filter((name) => !answered.includes(name)),
      [],
    );
  });

  describe("by promtool", () => {
    before(preparePromtool);

    it("are text that Prometheus reads, and nothing to complain of but what the real ones have", async () => {
      const complaints = await checkMetrics(metricsText(families));
      assert.deepEqual(
        complaints.filter((line) => !KNOWN.some((known) => known.test(line))),
        [],
      );
    });

    it("are refused where they are broken", async () => {
      assert.notDeepEqual(await checkMetrics(`${metricsText(families)}broken{ 1\n`), []);
    });
  });
});

/** Names that the real kubelet and cAdvisor have against the convention. */
const KNOWN = [
  /^kubelet_(evictions|server_expiration_renew_errors|certificate_manager_client_expiration_renew_errors) counter metrics should have "_total" suffix$/,
  /^container_memory_rss no unit/,
];

/** Of the chart's rules only the expressions: labels and group names are alike. */
function expressionsOf(text: string): string {
  return text.replaceAll(/^.*(name|alert|record|summary|description):.*$/gm, "");
}

/** What `promtool check metrics` complains of. */
async function checkMetrics(text: string): Promise<string[]> {
  const promtool = (await ensureTools(["promtool"])).path("promtool");
  return new Promise((resolve, reject) => {
    const child = spawn(promtool, ["check", "metrics"], { stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => resolve(output.split("\n").filter(Boolean)));
    child.stdin.end(text);
  });
}
