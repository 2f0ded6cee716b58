import assert from "node:assert/strict";
import { prometheusStorage } from "../../policies/rules/prometheus-storage";
import {
  claimTemplate,
  findings,
  prometheus,
  release,
  statefulSet,
  UNKNOWN_TEXT,
  volumeClaim,
  withInput,
  withSpec,
  type Fixture,
} from "./fixtures";

const STORAGE = ["storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage"];
const PATH = `values.prometheus.prometheusSpec.${STORAGE.join(".")}`;
const evaluate = (fixture: Fixture, config?: object) => findings(prometheusStorage, fixture, config);

describe("prometheus-storage", () => {
  // 50Gi are 53.7e9 bytes.
  for (const value of ["50Gi", "51200Mi", "50G", "50e9", "0.04Ti", "53687091200", 53687091200]) {
    it(`allows ${value}`, () => assert.deepEqual(evaluate(withSpec(STORAGE, value)), []));
  }

  for (const value of ["51Gi", "51201Mi", "0.05Ti", "54G", "54e9", "53687091201", "1Ti"]) {
    it(`refuses ${value}, and names value and limit`, () => {
      const [finding, ...more] = evaluate(withSpec(STORAGE, value));
      assert.ok(finding?.startsWith(`${PATH} is ${value}; the limit is 50Gi.`), finding);
      assert.deepEqual(more, []);
    });
  }

  for (const value of ["0", "-1Gi", "50GB", "fifty", true]) {
    it(`refuses ${JSON.stringify(value)}, which is no size`, () =>
      assert.match(evaluate(withSpec(STORAGE, value)).join(), /is no size such as 50Gi; the limit is 50Gi/));
  }

  it("refuses what is not known before the deployment", () => {
    for (const keys of [STORAGE, ["storageSpec"], ["storageSpec", "volumeClaimTemplate"]])
      assert.match(evaluate(withSpec(keys, UNKNOWN_TEXT)).join(), /not known before the deployment/, keys.join("."));
  });
  it("refuses an absent volume, which is an emptyDir", () => {
    for (const value of [undefined, null, {}])
      assert.match(
        evaluate(withSpec(["storageSpec"], value)).join(),
        /storageSpec asks for no volume.*emptyDir.*the limit is 50Gi/,
      );
  });
  it("refuses a claim without a size", () =>
    assert.match(evaluate(withSpec(STORAGE, undefined)).join(), /storage is not set; the limit is 50Gi/));
  it("refuses a volume that goes with the pod, also beside a claim, over which it wins", () => {
    for (const kind of ["emptyDir", "ephemeral"]) {
      const volume = kind === "emptyDir" ? { medium: "" } : { volumeClaimTemplate: claimTemplate("10Gi") };
      assert.match(
        evaluate(withSpec(["storageSpec", kind], volume)).join(),
        new RegExp(`storageSpec.${kind} is lost with the pod`),
      );
    }
  });
  it("refuses a limit of the claim above the limit", () => {
    const keys = ["storageSpec", "volumeClaimTemplate", "spec", "resources", "limits", "storage"];
    assert.match(evaluate(withSpec(keys, "51Gi")).join(), /limits\.storage is 51Gi; the limit is 50Gi/);
  });
  it("refuses the key one level too high, where the chart ignores it", () => {
    const misplaced = withInput(withSpec(["storageSpec"], undefined), ["values", "prometheus", "storageSpec"], {
      volumeClaimTemplate: claimTemplate("50Gi"),
    });
    assert.match(evaluate(misplaced).join(), /asks for no volume/);
  });
  it("holds to a lower limit of the configuration", () =>
    assert.match(evaluate(release, { maxGi: 49 }).join(), /is 50Gi; the limit is 49Gi/));

  it("checks the operator's resource", () => {
    assert.deepEqual(evaluate(prometheus), []);
    assert.match(
      evaluate(withInput(prometheus, ["spec", "storage"], { volumeClaimTemplate: claimTemplate("51Gi") })).join(),
      /^spec\.storage\.volumeClaimTemplate\S* is 51Gi/,
    );
    assert.match(
      evaluate(withInput(prometheus, ["spec", "storage"], undefined)).join(),
      /^spec\.storage asks for no volume/,
    );
  });
  it("checks the templates of a StatefulSet, once each", () => {
    assert.deepEqual(evaluate(statefulSet), []);
    const large = withInput(
      statefulSet,
      ["spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"],
      "51Gi",
    );
    assert.equal(evaluate(large).length, 1);
    assert.match(evaluate(large).join(), /^spec\.volumeClaimTemplates\[0\]\S* is 51Gi/);
    const other = withInput(large, ["spec", "template", "spec", "containers"], [{ image: "postgres:18" }]);
    assert.equal(evaluate(other).length, 1);
  });
  it("refuses a workload whose samples lie in the pod, and takes a claim made elsewhere", () => {
    const bare = withInput(statefulSet, ["spec", "volumeClaimTemplates"], undefined);
    assert.match(evaluate(bare).join(), /asks for no volume/);
    const claimed = withInput(
      bare,
      ["spec", "template", "spec", "volumes"],
      [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    );
    assert.deepEqual(evaluate(claimed), []);
  });
  it("checks a claim by itself", () => {
    assert.deepEqual(evaluate(volumeClaim), []);
    assert.match(
      evaluate(withInput(volumeClaim, ["spec", "resources", "requests", "storage"], "51Gi")).join(),
      /^spec\.resources\.requests\.storage is 51Gi/,
    );
  });
});
