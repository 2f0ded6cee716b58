import assert from "node:assert/strict";
import { essence } from "../../sandbox/engine/diagnostics";

/** What the CLI printed when a program threw. */
const THROWN = `Updating (dev):

    pulumi:pulumi:Stack fixture-dev running error: Running program '/p/index.ts' failed with an unhandled exception:
Diagnostics:
  pulumi:pulumi:Stack (fixture-dev):
    (node:1) PromiseRejectionHandledWarning: Promise rejection was handled asynchronously (rejection id: 4)

    error: Running program '/p/index.ts' failed with an unhandled exception:
    \x1b[36m<ref *1>\x1b[39m Error: no such thing
    A second line of the message.
        at deserializeResponse (/p/invoke.ts:366:15)
    \x1b[90m    at processTicksAndRejections (node:internal/process/task_queues:95:5)\x1b[39m {
      promise: Promise { <rejected> }
    }

  kubernetes:core/v1:Secret (quiet):
    warning: this is only a warning

  kubernetes:core/v1:ConfigMap (settings):
    error: connection refused
    error: connection refused

Outputs:
    generated: [secret]

Resources:
    1 errored
`;

/** What the CLI printed where a pack found three things. */
const VIOLATED = `Previewing update (dev):
 +  kubernetes:helm.sh/v3:Release stack-release create
Policies:
    ❌ limits@v1.0.0 (local: policies)
        - [mandatory]  prometheus-retention  (kubernetes:helm.sh/v3:Release: stack-release)
          Prometheus keeps samples for at most 15 days.
          values.retention is 16d; the limit is 15d.
        - [advisory]  margin  (kubernetes:helm.sh/v3:Release: stack-release)
          Some advice.
    ❌ other@v1.0.0 (local: other)
        - [mandatory]  namespace-storage  (pulumi:pulumi:Stack: monitoring-dev)
          Too much.

Diagnostics:
  pulumi:pulumi:Stack (monitoring-dev):
    error: preview failed

Outputs:
    namespace: "monitoring"
`;

describe("the essence of the engine's output", () => {
  it("is each mandatory policy that is violated, with the resource and what is wrong, without advice", () => {
    assert.equal(
      essence(VIOLATED),
      [
        "Policy prometheus-retention (kubernetes:helm.sh/v3:Release: stack-release)",
        "  Prometheus keeps samples for at most 15 days.",
        "  values.retention is 16d; the limit is 15d.",
        "Policy namespace-storage (pulumi:pulumi:Stack: monitoring-dev)",
        "  Too much.",
      ].join("\n"),
    );
  });

  it("is each resource with its errors, without warnings, frames and repetitions", () => {
    assert.equal(
      essence(THROWN),
      [
        "pulumi:pulumi:Stack (fixture-dev):",
        "  <ref *1> Error: no such thing",
        "  A second line of the message.",
        "kubernetes:core/v1:ConfigMap (settings):",
        "  error: connection refused",
      ].join("\n"),
    );
  });

  it("is the error where the CLI failed before the engine ran", () => {
    assert.equal(essence("warning: x\nerror: no stack named 'dev' found\n"), "error: no stack named 'dev' found");
  });

  it("is the end of the output where no error stands in it", () => {
    assert.equal(essence("one\n\ntwo\nthree\nfour\n"), "two\nthree\nfour");
  });

  it("is cut where it is long, and says so", () => {
    const output = [
      "Diagnostics:",
      "  a (b):",
      ...Array.from({ length: 40 }, (_, index) => `    error: number ${index}`),
    ].join("\n");
    const lines = essence(output).split("\n");
    assert.equal(lines.length, 16);
    assert.equal(lines.at(-1), "  (26 more lines)");
  });
});
