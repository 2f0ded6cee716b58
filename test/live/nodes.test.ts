import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { later, memoryText, NO_TIMES, statText, timesOf } from "../../sandbox/live/console/nodes/proc";
import { SimulatedNodes } from "../../sandbox/live/console/nodes/nodes";

const SIZE = { cpus: 2, memoryBytes: 1024 * 1024 * 1024 };

describe("/proc of a simulated node", () => {
  it("says what each CPU has done, in hundredths of a second", () => {
    const text = statText(later(NO_TIMES, 100, 0.4), SIZE, 1_700_000_000);
    assert.match(text, /^cpu {2}6000 0 2000 12000 /);
    assert.match(text, /^cpu1 3000 0 1000 6000 /m);
    assert.doesNotMatch(text, /^cpu2/m);
    assert.match(text, /^btime 1700000000$/m);
  });

  it("is read back", () => {
    const times = later(NO_TIMES, 100, 0.4);
    assert.deepEqual(timesOf(statText(times, SIZE, 0)), times);
    assert.equal(timesOf("nothing"), undefined);
  });

  it("has memory of its own, and every line of this machine", () => {
    const machine = "MemTotal:        8 kB\nMemAvailable:    4 kB\nSlab:            3 kB\nHugePages_Total:       5\n";
    assert.equal(
      memoryText(machine, SIZE, 0.75),
      "MemTotal:        1048576 kB\nMemAvailable:    262144 kB\nSlab:            3 kB\nHugePages_Total:       0\n",
    );
  });

  if (process.platform === "linux")
    it("goes on where it was, and follows what is asked for until it ends", () => {
      const folder = mkdtempSync(join(tmpdir(), "nodes-"));
      try {
        const procFolder = join(folder, "proc");
        const node = { name: "a", procFolder, ...SIZE };
        let now = 1000;
        const idleOf = () => timesOf(readFileSync(join(procFolder, "stat"), "utf8"))?.idle ?? 0;
        const nodes = new SimulatedNodes([node], () => now);
        nodes.write();
        now = 1100;
        nodes.set("a", { cpuFraction: 1, until: 1200 });
        const before = idleOf();
        assert.ok(before > 50 && before < 100, `${before} s idle of 100 s`);
        now = 1199;
        nodes.write();
        assert.equal(idleOf(), before);
        const next = new SimulatedNodes([node], () => now);
        next.write();
        assert.equal(idleOf(), before);
        now = 1300;
        next.write();
        assert.ok(idleOf() > before);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
});
