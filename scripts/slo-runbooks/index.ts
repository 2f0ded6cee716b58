/**
 * Writes the runbooks of the alerts on SLOs, whose text differs in its numbers only.
 *
 * Run it after a change of the windows or of the text: `npm run docs:slo`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sloRunbooks } from "./runbook";

if (require.main === module) {
  for (const [alert, text] of sloRunbooks()) writeFileSync(join(__dirname, "../../runbooks", `${alert}.md`), text);
  console.log(`runbooks: ${[...sloRunbooks().keys()].join(", ")}`);
}
