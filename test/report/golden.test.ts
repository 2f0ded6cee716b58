/**
 * Six changes of a stack, each made by editing a source or a stack file in a copy of the project, and the report of it.
 * `npm run golden` renews the reports. The command itself is run in revision.test.ts.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHART_VERSION } from "../../chart-values/version";
import { code, text } from "../../markdown";
import type { RenderedFiles } from "../../render/files";
import { PROJECT_FOLDER } from "../../render/program";
import { changeReport } from "../../report";
import { toMarkdown } from "../../report/markdown";
import { copyProject, type ProjectCopy } from "./project-copy";

/** Whether the golden files are renewed instead of compared with. */
const UPDATE = process.env["UPDATE_GOLDEN"] !== undefined;

const STACK_FILE = "Pulumi.staging.yaml";

/** The minor version after the pinned one. */
const NEXT_CHART = CHART_VERSION.replace(/\d+\.\d+$/, (rest) => `${Number.parseInt(rest, 10) + 1}.0`);

/** The changes; each is named as its golden file is. */
const CHANGES: Readonly<Record<string, (project: ProjectCopy) => void>> = {
  "threshold changed": ({ edit }) =>
    edit(
      STACK_FILE,
      "  monitoring:prometheus:\n",
      "  monitoring:alerts: { nodes: { cpuPercent: 85 } }\n  monitoring:prometheus:\n",
    ),

  "alert added, alerts removed": ({ edit }) => {
    edit("alerts/index.ts", "    certificateAlerts(settings, certManager),\n", "");
    edit(
      "alerts/nodes/index.ts",
      "    alerts: [\n",
      `    alerts: [
      {
        name: "NodeFilesystemFillsUp",
        expr: 'predict_linear(node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"}[6h], 86400) < 0 and node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.2',
        for: "1h",
        severity: "warning",
        team: "platform",
        summary: "Filesystem will be full within a day.",
        description: "{{ $labels.mountpoint }} of node {{ $labels.instance }} has {{ $value | humanize }} bytes left by tomorrow.",
      },
`,
    );
  },

  "service added": ({ edit }) =>
    edit(
      STACK_FILE,
      "  monitoring:services:\n",
      `  monitoring:services:
    - name: qualisys-search
      namespaces: [staging, staging-search]
      path: /internal/metrics
      sampleLimit: 20000
`,
    ),

  "panels changed and added": ({ edit }) => {
    edit(
      "dashboards/cache/rows.ts",
      /title: "Memory used",\s+unit: "bytes"/,
      'title: "Memory of keys", unit: "decbytes"',
    );
    const evictions = `{
        kind: "stat", id: 90, title: "Evictions", unit: "ops", width: 4,
        description: "Keys evicted a second.",
        expr: \`sum(rate(redis_evicted_keys_total{\${TARGETS}}[$__rate_interval]))\`,
      },
      `;
    edit("dashboards/cache/rows.ts", /(?=\{\s+kind: "stat",\s+id: 5,)/, evictions);
  },

  "chart and exporter upgraded, volume resized": ({ edit }) => {
    edit(
      STACK_FILE,
      "  monitoring:prometheus:\n",
      `  monitoring:chart: { version: ${NEXT_CHART} }\n  monitoring:prometheus:\n`,
    );
    edit(STACK_FILE, /retentionSize: .*\n( +)storage: .*\n/, "retentionSize: 36GB\n    storage: 40Gi\n");
    edit("exporters/redis/pod.ts", /const VERSION = ".+";/, 'const VERSION = "v1.89.0";');
  },

  "database added, rights extended": ({ edit }) => {
    edit(
      STACK_FILE,
      "  monitoring:databases:\n",
      `  monitoring:databases:
    - name: reporting
      credentials: qualisys/staging/postgres-reporting
      database: reporting
      caBundle: rds/eu-central-1
`,
    );
    edit(
      STACK_FILE,
      "  monitoring:databases:\n",
      `  monitoring:extraValues:
    grafana: { rbac: { namespaced: false } }
    prometheus: { serviceAccount: { annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/prometheus" } } }
  monitoring:databases:
`,
    );
  },
};

function golden(name: string): string {
  return join(__dirname, "golden", `${name.replaceAll(/\W+/g, "-")}.md`);
}

describe("the change report of", function () {
  this.timeout(240_000);
  let project: ProjectCopy;
  let unchanged: RenderedFiles;
  before(() => {
    project = copyProject();
    unchanged = rendered();
  });
  afterEach(() => project.reset());
  after(() => project.remove());

  /** Staging as the copy has it now. */
  const rendered = () => project.render("staging", join(project.folder, "out")).files;

  for (const [name, change] of Object.entries(CHANGES)) {
    it(name, () => {
      change(project);
      const report = toMarkdown(changeReport(unchanged, rendered()), {
        stack: "staging",
        before: [text("revision "), code("HEAD")],
      });
      if (UPDATE) writeFileSync(golden(name), report);
      assert.equal(report, readFileSync(golden(name), "utf8"));
    });
  }

  it("the sample in docs/change-report.md, without its diff", () => {
    const path = join(PROJECT_FOLDER, "docs/change-report.md");
    const [tables = ""] = readFileSync(golden("chart and exporter upgraded, volume resized"), "utf8").split(
      "\n\n<details>",
    );
    const sample = (page: string) =>
      page.replace(
        /(?<=<!-- sample:report -->\n)[\s\S]*(?=<!-- sample:report:end -->)/,
        () => `\`\`\`markdown\n${tables}\n\`\`\`\n`,
      );
    if (UPDATE) writeFileSync(path, sample(readFileSync(path, "utf8")));
    assert.equal(readFileSync(path, "utf8"), sample(readFileSync(path, "utf8")));
  });
});
