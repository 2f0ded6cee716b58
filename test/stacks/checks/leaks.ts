/** Secret values are in the Kubernetes Secrets that are meant for them, and nowhere else. */
import assert from "node:assert/strict";
import { gunzipSync, gzipSync } from "node:zlib";
import { parse, stringify } from "yaml";
import { grafanaAdminSecret } from "../../../components/credentials/names";
import type { DeployedStack } from "../deployed-stack";
import { describeLeak, findLeaks, type Haystack } from "../leak-search";
import { haystacksOf, homesOf } from "../secret-places";
import { findObject, readSnapshot, type Snapshot } from "../snapshot";

/** Name for the password of Grafana where the stack generates it. */
const GENERATED = "the generated password of Grafana";

/** A copy of something real with every secret value put into it, in the way in which a mistake would. */
type Plant = (content: string, values: readonly string[]) => string;

/** The places by the beginning of their name. */
const PLANTS: Readonly<Record<string, Plant>> = {
  "the rendered values.yaml": (text, values) =>
    stringify({ ...parse(text), planted: values.map((value) => ({ adminPassword: value })) }),
  "the rendered release.yaml": (text, values) =>
    stringify({ ...parse(text), set: values.map((value) => `password=${value}`).join(",") }),
  "the rendered manifests/": (text, values) =>
    stringify({ ...parse(text), data: Object.fromEntries(values.map((value, n) => [n, base64(value)])) }),
  "Secret monitoring/sh.helm.release.v1.monitoring.v1": (text, values) =>
    inHelmRecord(text, (release) => ({ ...release, config: { planted: values } })),
  "ConfigMap ": (text, values) =>
    withField(text, "data", {
      "config.ini": values.map((value) => `uri = postgres://user:${encodeURIComponent(value)}@host`).join("\n"),
    }),
  "Deployment ": (text, values) =>
    withField(text, "metadata", { annotations: { "last-applied": JSON.stringify({ env: values }) } }),
  "Pod ": (text, values) => withField(text, "spec", { containers: [{ args: values }] }),
  "the file engine/state/.pulumi/stacks/": (text, values) =>
    withField(text, "checkpoint", { latest: { resources: [{ inputs: { stringData: JSON.stringify(values) } }] } }),
  "the file engine/state/.pulumi/history/": (text, values) =>
    withField(text, "planted", base64(JSON.stringify(values))),
  "the file cluster/logs/": (text, values) =>
    `${text}${values.map((value) => `GET /?${new URLSearchParams({ password: value }).toString()}\n`).join("")}`,
  "the output of up": (text, values) => [text, ...values].join("\n"),
  "the stack's outputs": (text, values) => withField(text, "grafanaPassword", values),
};

/** Registers the search of a deployed stack for its secret values. */
export function leakChecks(get: () => DeployedStack): void {
  let haystacks: readonly Haystack[];
  let canaries: Readonly<Record<string, string>>;
  let homes: ReadonlyMap<string, readonly string[]>;

  before(async function () {
    this.timeout(60_000);
    const objects = await readSnapshot(get().kube);
    const { config } = get();
    haystacks = await haystacksOf(get(), objects);
    canaries = {
      ...get().canaries,
      ...(config.grafana.admin.generate ? { [GENERATED]: generatedPassword(objects, config.namespace.name) } : {}),
    };
    homes = new Map([...homesOf(config), [GENERATED, [`Secret ${config.namespace.name}/${grafanaAdminSecret.name}`]]]);
  });

  it("finds each value in the Secrets that are meant for it, and nowhere else", function () {
    this.timeout(60_000);
    const leaks = findLeaks(haystacks, canaries);
    const isAtHome = (canary: string, haystack: string) => homes.get(canary)?.includes(haystack) === true;
    assert.deepEqual(leaks.filter(({ canary, haystack }) => !isAtHome(canary, haystack)).map(describeLeak), []);
    // A value that isn't where it belongs would be found nowhere for another reason.
    for (const canary of Object.keys(canaries)) {
      const wanted = homes.get(canary) ?? assert.fail(`"${canary}" has no Secret that it is meant for`);
      assert.deepEqual(
        leaks
          .filter((leak) => leak.canary === canary)
          .map(({ haystack }) => haystack)
          .sort(),
        [...wanted].sort(),
        canary,
      );
    }
  });

  for (const [place, plant] of Object.entries(PLANTS)) {
    it(`would find each value in ${place.trim()}`, function () {
      this.timeout(30_000);
      const found =
        haystacks.find(({ name }) => name.startsWith(place)) ?? assert.fail(`there is nothing like ${place}`);
      const planted = { ...found, content: plant(found.content.toString(), Object.values(canaries)) };
      assert.deepEqual(findLeaks([found], canaries), []);
      assert.deepEqual(
        findLeaks([planted], canaries)
          .map(({ canary }) => canary)
          .sort(),
        Object.keys(canaries).sort(),
      );
    });
  }
}

function generatedPassword(objects: Snapshot, namespace: string): string {
  const data = findObject(objects, "Secret", namespace, grafanaAdminSecret.name)?.data?.[
    grafanaAdminSecret.passwordKey
  ];
  assert.ok(data !== undefined && data.length > 20, "Grafana's password was not generated");
  return Buffer.from(data, "base64").toString("utf8");
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** JSON text with one field of the outermost object replaced. */
function withField(text: string, field: string, value: unknown): string {
  return JSON.stringify({ ...JSON.parse(text), [field]: value });
}

/** A Secret of Helm's, with its record changed: base64 of Kubernetes, base64 of Helm, gzip, JSON. */
function inHelmRecord(text: string, change: (release: Record<string, unknown>) => unknown): string {
  const secret: { data: { release: string } } = JSON.parse(text);
  const release: Record<string, unknown> = JSON.parse(
    gunzipSync(Buffer.from(Buffer.from(secret.data.release, "base64").toString(), "base64")).toString(),
  );
  return withField(text, "data", { release: base64(gzipSync(JSON.stringify(change(release))).toString("base64")) });
}
