/** Each rule on a server, in every form in which a server can be declared or changed. */
import assert from "node:assert/strict";
import { Secret } from "@pulumi/policy";
import type { ResourceRule } from "../../policies/rule";
import { prometheusAdminApi } from "../../policies/rules/prometheus-admin-api";
import { prometheusRetention } from "../../policies/rules/prometheus-retention";
import { prometheusRetentionSize } from "../../policies/rules/prometheus-retention-size";
import { prometheusRetentionSizeMargin } from "../../policies/rules/prometheus-retention-size-margin";
import { prometheusStorage } from "../../policies/rules/prometheus-storage";
import { readableValues } from "../../policies/rules/readable-values";
import { findings, stackFindings, UNKNOWN_TEXT, withInput } from "./fixtures";
import { namespaceStorage } from "../../policies/rules/namespace-storage";
import { serverForms, VALID, type Settings } from "./forms";

/** A value that no message may repeat. */
const CANARY = "7y";

interface Case {
  readonly rule: ResourceRule<string>;
  readonly key: keyof Settings;
  readonly atLimit: unknown;
  readonly past: readonly unknown[];
  /** Whether every form that leaves it out is refused. */
  readonly isRequired: boolean;
}

const cases: readonly Case[] = [
  {
    rule: prometheusRetention,
    key: "retention",
    atLimit: "2w1d",
    past: ["15d1ms", "90d", "1y", "16d12h", "0"],
    isRequired: false,
  },
  {
    rule: prometheusStorage,
    key: "storage",
    atLimit: "51200Mi",
    past: ["60Gi", "6e10", "61440Mi", "50.5Gi", "0"],
    isRequired: true,
  },
  {
    rule: prometheusRetentionSize,
    key: "retentionSize",
    atLimit: "49.9GB",
    past: ["50GB", "1TB", "0"],
    isRequired: true,
  },
  { rule: prometheusAdminApi, key: "enableAdminAPI", atLimit: false, past: [true], isRequired: false },
];

const bounded = [...cases.map(({ rule }) => rule), readableValues, prometheusRetentionSizeMargin];

for (const [name, { of, isText, isPatch, isRendered }] of Object.entries(serverForms)) {
  describe(`a server as ${name}`, () => {
    it("keeps every rule where its settings do", () => {
      assert.deepEqual(
        bounded.flatMap((rule) => findings(rule, of(VALID))),
        [],
      );
    });
    for (const { rule, key, atLimit, past, isRequired } of cases) {
      const evaluate = (value: unknown) => findings(rule, of({ ...VALID, [key]: value }));
      it(`${rule.name}: passes at the limit, and is refused past it, with path and value`, () => {
        assert.deepEqual(evaluate(atLimit), []);
        for (const value of past) {
          const found = evaluate(value);
          assert.equal(found.length, 1, `${String(value)}: ${found.join("\n")}`);
          if (key !== "enableAdminAPI") assert.ok(found.join().includes(` is ${String(value)}`), found.join());
        }
      });
      it(`${rule.name}: is ${isRequired && isPatch !== true ? "refused" : "judged by the default"} where ${key} is absent`, () => {
        const found = evaluate(undefined);
        if (isPatch === true) assert.deepEqual(found, []);
        else if (isRequired) assert.ok(found.length > 0);
        else if (found.length > 0) assert.match(found.join(), /not set/);
      });
      if (isText !== true) {
        it(`${rule.name}: is refused where ${key} is not known`, () => {
          assert.match(evaluate(UNKNOWN_TEXT).join(), /not known before the deployment/);
        });
        it(`${rule.name}: is refused where ${key} is a secret, and does not repeat it`, () => {
          const found = evaluate(new Secret(CANARY)).join();
          assert.match(found, /a Pulumi secret \(not shown\)/);
          assert.ok(!found.includes(CANARY), found);
        });
      }
    }
    if (isText !== true)
      it("is refused where any part around a setting is not known, or a secret", () => {
        const fixture = of(VALID);
        const around = placesAround(fixture.props, Object.values(VALID));
        assert.ok(around.length > 3);
        for (const hidden of [UNKNOWN_TEXT, new Secret({ any: CANARY })])
          for (const keys of around) {
            const found = bounded.flatMap((rule) => findings(rule, withInput(fixture, keys, hidden)));
            assert.match(found.join("\n"), /cannot be checked/, keys.join("."));
            assert.ok(!found.join().includes(CANARY));
          }
      });
    it("namespace-storage: adds its volume up, once", () => {
      const sum = (storage: unknown) => stackFindings(namespaceStorage, [of({ ...VALID, storage })], { maxGi: 60 });
      // The objects of a chart that Pulumi renders are resources of their own.
      if (isRendered === true) assert.deepEqual(sum("61Gi"), []);
      else {
        assert.deepEqual(sum("60Gi"), []);
        assert.match(sum("61Gi").join(), /are 61Gi together \(.* (1 x )?61Gi\); the limit is 60Gi/);
        if (isText !== true)
          for (const hidden of [UNKNOWN_TEXT, new Secret(CANARY)])
            assert.match(sum(hidden).join(), /cannot be checked.*the limit is 60Gi/);
      }
    });
  });
}

/** The keys that lead to every map and list which holds one of the values, at whatever depth. */
function placesAround(value: unknown, values: readonly unknown[]): (string | number)[][] {
  if (typeof value !== "object" || value === null) return values.includes(value) ? [[]] : [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = placesAround(inner, values);
    const step = Array.isArray(value) ? Number(key) : key;
    return below.length === 0 ? [] : [[step], ...below.map((keys) => [step, ...keys])];
  });
}
