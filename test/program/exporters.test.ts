import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caBundlePem } from "../../config/fields/ca-bundle";
import {
  exporterDeployment,
  exporterService,
  exporterServiceMonitor,
  type ExporterPod,
} from "../../components/exporters/objects";
import { measuredServers } from "../../exporters";
import { caBundle, distinctBundles } from "../../exporters/ca-bundle";
import { configWith } from "./config.fixture";

const config = configWith({
  databases: [{ name: "main", credentials: "db", caBundle: "rds/eu-central-1" }],
  caches: [{ name: "sessions", host: "redis.internal", credentials: { secret: "redis" } }],
});
const stackPod: ExporterPod = { credentialsVersion: "v1", placement: config.placement };
const scrape = { interval: "15s", timeout: "10s" };
const specs = measuredServers(config).map(({ exporter }) => exporter());

for (const spec of specs) {
  describe(`the exporter ${spec.job}`, () => {
    const pod = exporterDeployment(spec, stackPod).template.spec;
    const [container] = pod.containers;

    it("runs as a numeric user without rights", () => {
      assert.equal(pod.securityContext.runAsNonRoot, true);
      assert.ok(Number.isInteger(pod.securityContext.runAsUser) && pod.securityContext.runAsUser > 0);
      assert.equal(pod.securityContext.seccompProfile.type, "RuntimeDefault");
      assert.equal(pod.automountServiceAccountToken, false);
      assert.deepEqual(container?.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    it("has probes, requests and a memory limit", () => {
      assert.ok(container?.readinessProbe && container.livenessProbe);
      assert.ok(
        container.resources.requests.cpu && container.resources.requests.memory && container.resources.limits.memory,
      );
    });

    it("is scraped by the name of its port as often as the stack says", () => {
      const [endpoint] = exporterServiceMonitor(spec, scrape).endpoints;
      assert.equal(endpoint?.port, exporterService(spec).ports[0]?.name);
      assert.equal(endpoint?.interval, "15s");
    });

    it("puts the server's name on its targets", () => {
      const [endpoint] = exporterServiceMonitor(spec, scrape).endpoints;
      assert.deepEqual(endpoint?.relabelings, [
        { action: "replace", targetLabel: spec.serverLabel, replacement: spec.server },
      ]);
    });

    it("runs on any node, and on those that the stack places it on", () => {
      const placement = {
        nodeSelector: { pool: "monitoring" },
        tolerations: [{ key: "dedicated", operator: "Exists" as const }],
      };
      assert.ok(!("nodeSelector" in pod) && !("tolerations" in pod));
      const { nodeSelector, tolerations } = exporterDeployment(spec, { ...stackPod, placement }).template.spec;
      assert.deepEqual({ nodeSelector, tolerations }, placement);
    });

    it("has its image from the mirror, with the same repository and tag", () => {
      const image = (imageRegistry?: string) =>
        exporterDeployment(spec, { ...stackPod, imageRegistry }).template.spec.containers[0]?.image ?? "";
      assert.equal(image(), spec.image);
      assert.match(
        image("registry.example.org:5000/mirror"),
        /^registry\.example\.org:5000\/mirror\/(prometheuscommunity\/postgres-exporter|oliver006\/redis_exporter):v[\d.]+$/,
      );
    });

    it("is replaced when its credentials are rotated", () => {
      assert.notDeepEqual(
        exporterDeployment(spec, stackPod).template,
        exporterDeployment(spec, { ...stackPod, credentialsVersion: "v2" }).template,
      );
    });
  });
}

/** What the kubelet makes of an argument or the value of a variable (`Expand` in third_party/forked/golang/expansion of Kubernetes). */
function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name?: string) =>
    name === undefined ? "$" : (variables[name] ?? found),
  );
}

describe("an exporter's arguments and variables", () => {
  it("reach it as they are, whatever the kubelet would replace in them", () => {
    for (const username of ["$$", "$(HOME)", "a$(REDIS_USER)$$$b", "$&", "$", "$$(HOME)", "$'$`"]) {
      const [, spec] = measuredServers(
        configWith({
          databases: [{ name: "main", credentials: "db" }],
          caches: [{ name: "a", host: "h", credentials: { secret: "redis" }, username }],
        }),
      ).map(({ exporter }) => exporter());
      assert.ok(spec);
      const [container] = exporterDeployment(spec, stackPod).template.spec.containers;
      const value = container?.env.find(({ name }) => name === "REDIS_USER");
      assert.ok(value && "value" in value);
      assert.equal(expanded(value.value, { HOME: "/root", REDIS_USER: "x" }), username);
      assert.deepEqual(
        container?.args.map((argument) => expanded(argument, {})),
        spec.args,
      );
    }
  });
});

describe("a CA bundle", () => {
  const count = (pem: string) => pem.split("-----BEGIN CERTIFICATE-----").length - 1;

  it("holds one region's certificates, or all", () => {
    assert.ok(count(caBundlePem("rds/eu-central-1")) >= 3);
    assert.ok(count(caBundlePem("rds")) > 100);
    assert.match(new X509Certificate(caBundlePem("rds/eu-central-1")).subject, /eu-central-1/);
  });

  it("is refused for a region that has none", () =>
    assert.throws(() => caBundlePem("rds/mars-1"), /no root certificate for the region mars-1/));
  it("is refused where the file is missing or no certificate", () => {
    assert.throws(() => caBundlePem("certs/none.pem"), /no certificate can be read from .*certs\/none\.pem/);
    assert.throws(() => caBundlePem("package.json"), /no certificate can be read/);
  });

  it("is mounted for a server that has one, and only there", () => {
    const mounted = specs.map((spec) =>
      exporterDeployment(spec, stackPod)
        .template.spec.volumes.filter(({ name }) => name === "ca")
        .map(({ configMap }) => configMap),
    );
    assert.deepEqual(mounted, [[{ name: caBundle("rds/eu-central-1").name }], []]);
  });

  it("is one object for all servers that have it", () => {
    const names = (keys: readonly string[]) =>
      distinctBundles(keys.map((key) => caBundle(key))).map(({ name }) => name.replace(/-[0-9a-f]{8}$/, ""));
    assert.deepEqual(names(["rds", "rds/eu-central-1", "rds", "rds/eu-central-1"]), [
      "ca-bundle-rds",
      "ca-bundle-rds-eu-central-1",
    ]);
    assert.deepEqual(distinctBundles([undefined]), []);
  });

  it("has another name with other certificates, and one that Kubernetes takes", () => {
    const folder = mkdtempSync(join(tmpdir(), "Roots of Ours "));
    try {
      const file = join(folder, `${"long".repeat(50)}.PEM`);
      const nameOf = (region: string) => {
        writeFileSync(file, caBundlePem(`rds/${region}`));
        return caBundle(file).name;
      };
      assert.notEqual(nameOf("eu-central-1"), nameOf("eu-west-1"));
      assert.match(nameOf("eu-west-1"), /^[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
