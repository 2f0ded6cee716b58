import { peers } from "./subjects/peers";
import { ours } from "./subjects/ours";
import { story } from "./subjects/story";
import { corners } from "./cases";
import { cornersOf, requestCount } from "./corner";
import { failuresOf } from "./run";
async function main() {
  const only = process.argv[2] ?? "";
  for (const subject of [...ours, ...story, ...peers]) {
    if (!`${subject.name} ${subject.framework}`.includes(only)) continue;
    const running = await subject.start();
    const mine = cornersOf(subject.framework, corners);
    console.log(`\n## ${subject.name} on ${subject.framework}: ${mine.length} corners, ${requestCount(mine)} requests`);
    let failed = 0;
    for (const corner of mine) {
      const failures = await failuresOf(corner, running, 300);
      if (failures.length) failed++, console.log(`- [${corner.subject}] ${corner.name}\n    ${failures.join("\n    ")}`);
    }
    console.log(`${failed} of ${mine.length} failed`);
    await running.close();
  }
  process.exit(0);
}
void main();
