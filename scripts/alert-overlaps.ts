/**
 * Writes the page that says which alerts of the chart stand beside ours, and which of the two tells you.
 *
 * Run it after a change of the table: `npm run docs:overlaps`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { overlaps, type Overlap } from "../alerts/overlaps";
import { CHART_VERSION } from "../chart-values/version";
import { code, generatedBy, joined, link, markdown, phrase, prose, table, text, type Words } from "../markdown";

/** The file that is written. */
export const OVERLAPS_PAGE = join(__dirname, "..", "docs", "alert-overlaps.md");

/** The page in Markdown. */
export function overlapsPage(): string {
  const [shared, alone] = [overlaps.filter(({ ours }) => ours.length > 0), overlaps.filter(({ ours }) => ours.length === 0)];
  return markdown(
    generatedBy("npm run docs:overlaps"),
    ...prose(`# Alerts of the chart beside ours

Made by \`npm run docs:overlaps\` from \`alerts/overlaps.ts\`, for kube-prometheus-stack ${CHART_VERSION}. The chart's runbooks are at
<https://runbooks.prometheus-operator.dev>.

## Both have an alert on the same thing`),
    table(["The chart's", "Ours", "What is done", "Why"], shared.map((overlap) => [code(overlap.chart), joined(overlap.ours.map(runbook), ", "), done(overlap), phrase(overlap.why)])),
    ...prose(`## Only the chart has one

What an engineer on call expects and the chart brings is not written twice.`),
    table(["The chart's", "What it says"], alone.map(({ chart, why }) => [code(chart), phrase(why)])),
  );
}

function done({ treatment }: Overlap): Words {
  switch (treatment.how) {
    case "off": return "The chart's is switched off";
    case "inhibited": return [text("The chart's is muted while ours fires for the same "), ...joined(treatment.equal.map(code), ", ")];
    case "both": return "Both stand";
    case "chart": return "The chart's stands";
    default: throw new Error(`Treatment ${JSON.stringify(treatment satisfies never)} is unknown.`);
  }
}

function runbook(alert: string): Words {
  return link(alert, `../runbooks/${alert}.md`);
}

if (require.main === module) {
  writeFileSync(OVERLAPS_PAGE, overlapsPage());
  console.log(`docs/alert-overlaps.md: ${overlaps.length} alerts of the chart`);
}
