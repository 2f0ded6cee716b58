import assert from "node:assert/strict";
import { namespaceStorage } from "../../policies/rules/namespace-storage";
import {
  claimTemplate,
  prometheus,
  release,
  stackFindings,
  statefulSet,
  UNKNOWN_TEXT,
  volumeClaim,
  withInput,
  withSpec,
  withValue,
  type Fixture,
} from "./fixtures";

const evaluate = (fixtures: readonly Fixture[], config?: object) => stackFindings(namespaceStorage, fixtures, config);

describe("namespace-storage", () => {
  it("adds up replicas, Alertmanager and Grafana: 2 x 50 + 2 x 2 + 10", () => {
    assert.deepEqual(evaluate([release], { maxGi: 114 }), []);
    assert.match(
      evaluate([release], { maxGi: 113 }).join(),
      /volumes of namespace monitoring are 114Gi together \(prometheus 2 x 50Gi; alertmanager 2 x 2Gi; grafana 10Gi\); the limit is 113Gi/,
    );
  });
  it("has a limit of 200Gi by itself", () => {
    assert.deepEqual(evaluate([withSpec(["replicas"], 3)]), []);
    assert.match(evaluate([withSpec(["replicas"], 4)]).join(), /214Gi together.*the limit is 200Gi/);
  });
  it("counts shards", () => assert.match(evaluate([withSpec(["shards"], 2)]).join(), /prometheus 2 x 2 x 50Gi/));
  it("counts the stack's own claims, StatefulSets and servers", () => {
    for (const [own, sum] of [
      [volumeClaim, 134],
      [statefulSet, 164],
      [prometheus, 164],
    ] as const) {
      assert.match(evaluate([release, own], { maxGi: 114 }).join(), new RegExp(`are ${sum}Gi together`));
    }
  });
  it("keeps namespaces apart", () => {
    const elsewhere = withInput(volumeClaim, ["metadata", "namespace"], "other");
    assert.deepEqual(evaluate([release, elsewhere], { maxGi: 114 }), []);
  });
  it("counts no volume that is off", () => {
    const without = withInput(
      withInput(release, ["values", "grafana", "persistence", "enabled"], false),
      ["values", "alertmanager", "enabled"],
      false,
    );
    assert.deepEqual(evaluate([without], { maxGi: 100 }), []);
  });
  it("counts Thanos Ruler only where it is on", () => {
    const ruler = withValue(["thanosRuler"], {
      thanosRulerSpec: { storage: { volumeClaimTemplate: claimTemplate("20Gi") } },
    });
    assert.deepEqual(evaluate([ruler], { maxGi: 114 }), []);
    assert.match(
      evaluate([withInput(ruler, ["values", "thanosRuler", "enabled"], true)], { maxGi: 114 }).join(),
      /thanosRuler 20Gi/,
    );
  });
  it("refuses what cannot be added up", () => {
    assert.match(
      evaluate([withValue(["grafana", "persistence", "size"], "ten")]).join(),
      /^grafana is ten; the limit is 200Gi/,
    );
    assert.match(evaluate([withSpec(["replicas"], "many")]).join(), /^prometheus is many x 50Gi; the limit is 200Gi/);
  });
  it("refuses a number that is not known before the deployment", () => {
    for (const keys of [
      ["replicas"],
      ["storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage"],
    ]) {
      assert.match(
        evaluate([withSpec(keys, UNKNOWN_TEXT)]).join(),
        /prometheus is not known before the deployment/,
        keys.join("."),
      );
    }
  });
});
