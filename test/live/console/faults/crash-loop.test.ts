import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiServer } from "../../../../sandbox/live/console/cluster/api";
import { CrashLoop } from "../../../../sandbox/live/console/faults/crash-loop";
import { settingsIn } from "../fixtures";
import { API_POD, type FakeApi, fakeApi } from "../kubelet/cluster.fixture";

interface Patched {
  readonly status: {
    readonly containerStatuses: readonly {
      readonly name: string;
      readonly restartCount: number;
      readonly ready: boolean;
      readonly state: {
        readonly waiting?: { readonly reason: string; readonly message: string };
        readonly running?: object;
      };
    }[];
  };
}

describe("the crash loop", () => {
  const folder = mkdtempSync(join(tmpdir(), "crash-loop-"));
  const settings = settingsIn(folder);
  writeFileSync(settings.tokenFile, "the-account-token");
  after(() => rmSync(folder, { recursive: true }));

  let api: FakeApi;
  let fault: CrashLoop;
  beforeEach(async () => {
    api = await fakeApi();
    const [status] = API_POD.status.containerStatuses;
    const pod = {
      ...API_POD,
      status: {
        ...API_POD.status,
        containerStatuses: [
          { ...status, image: "api:1", imageID: "sha256:1" },
          {
            name: "sidecar",
            ready: true,
            restartCount: 4,
            image: "sidecar:1",
            imageID: "sha256:2",
            state: { running: {} },
          },
        ],
      },
    };
    api.lists.pods = [{ ...pod, metadata: { ...pod.metadata, name: "qualisys-api-1" } }, pod];
    fault = new CrashLoop(
      new ApiServer({ ...settings, apiServer: api.url }),
      { namespace: "staging", selector: "app=qualisys-api" },
      20,
    );
  });
  afterEach(async () => {
    await fault.end();
    await api.stop();
  });

  const patches = () =>
    api.asked
      .filter(({ method }) => method === "PATCH")
      .map(({ path, body }) => ({ path, statuses: (JSON.parse(body) as Patched).status.containerStatuses }));

  /** Makes the fake list what was patched last, as a real API server would. */
  function takeOver(): void {
    const last = patches().at(-1) ?? assert.fail("nothing was patched");
    api.lists.pods = api.lists.pods.map((pod) => {
      const known = pod as typeof API_POD;
      const named = last.path.includes(`/${known.metadata.name}/`);
      return named ? { ...known, status: { ...known.status, containerStatuses: last.statuses } } : known;
    });
  }

  it("restarts all containers of the first pod of the service, and gives each of them", async () => {
    await fault.start();
    const [first, ...others] = patches();
    assert.deepEqual(others, []);
    assert.equal(first?.path, "/api/v1/namespaces/staging/pods/qualisys-api-0/status");
    assert.deepEqual(
      first.statuses.map(({ name, restartCount, ready, state }) => [name, restartCount, ready, state.waiting?.reason]),
      [
        ["api", 1, false, "CrashLoopBackOff"],
        ["sidecar", 5, false, "CrashLoopBackOff"],
      ],
    );
    assert.ok(api.asked.some(({ path }) => path.endsWith("labelSelector=app%3Dqualisys-api")));
    assert.equal(fault.active(), true);
  });

  it("counts on, and starts once however often it is pressed", async () => {
    await fault.start();
    await fault.start();
    takeOver();
    while (patches().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const counts = patches().map(({ statuses }) => statuses[0]?.restartCount);
    assert.deepEqual(counts.slice(0, 3), [1, 2, 2]);
  });

  it("goes on after the API server has failed", async () => {
    await fault.start();
    api.failing = true;
    await new Promise((resolve) => setTimeout(resolve, 60));
    api.failing = false;
    const before = patches().length;
    while (patches().length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("ends with every container running, and restarts nothing any more", async () => {
    await fault.start();
    takeOver();
    await fault.end();
    assert.equal(fault.active(), false);
    const { statuses } = patches().at(-1)!;
    assert.deepEqual(
      statuses.map(({ restartCount, ready, state }) => [restartCount, ready, Object.keys(state)]),
      [
        [1, true, ["running"]],
        [5, true, ["running"]],
      ],
    );
    takeOver();
    const count = patches().length;
    await new Promise((resolve) => setTimeout(resolve, 80));
    assert.equal(patches().length, count);
  });

  it("ends what another process has left, and no crash loop of another origin", async () => {
    await fault.start();
    takeOver();
    const later = new CrashLoop(new ApiServer({ ...settings, apiServer: api.url }), {
      namespace: "staging",
      selector: "a=b",
    });
    await later.end();
    assert.deepEqual(Object.keys(patches().at(-1)!.statuses[0]!.state), ["running"]);
    await fault.end();
    const foreign = { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container" } };
    api.lists.pods = [
      {
        ...API_POD,
        status: { ...API_POD.status, containerStatuses: [{ ...API_POD.status.containerStatuses[0], state: foreign }] },
      },
    ];
    const count = patches().length;
    await later.end();
    assert.equal(patches().length, count);
  });

  it("says that no pod runs", async () => {
    api.lists.pods = [{ ...API_POD, status: { phase: "Pending" } }];
    await assert.rejects(fault.start(), /No pod with app=qualisys-api runs in namespace staging/);
    assert.equal(fault.active(), false);
  });
});
