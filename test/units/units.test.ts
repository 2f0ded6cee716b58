import assert from "node:assert/strict";
import { parseDuration } from "../../units/duration";
import { parseQuantity } from "../../units/quantity";
import { parseSize } from "../../units/size";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const GIB = 2 ** 30;

/** One test a row: the text and what it means. */
function table(
  parse: (text: string) => number | undefined,
  rows: readonly (readonly [string, number | undefined])[],
): void {
  for (const [text, expected] of rows)
    it(`reads "${text}" as ${expected ?? "nothing"}`, () => assert.equal(parse(text), expected));
}

describe("a Prometheus duration", () =>
  table(parseDuration, [
    ["15s", 15 * SECOND],
    ["1d12h", 36 * HOUR],
    ["360h", 15 * 24 * HOUR],
    ["2w", 14 * 24 * HOUR],
    ["1y", 365 * 24 * HOUR],
    ["1h500ms", HOUR + 500],
    ["0", 0],
    ["0s", 0],
    ["", undefined],
    ["15", undefined],
    ["1.5h", undefined],
    ["-1h", undefined],
    ["12h1d", undefined],
    ["1d1d", undefined],
    ["15 d", undefined],
    ["fifteen days", undefined],
  ]));

describe("a Kubernetes quantity", () =>
  table(parseQuantity, [
    ["50Gi", 50 * GIB],
    ["51200Mi", 50 * GIB],
    ["0.05Ti", 0.05 * 2 ** 40],
    ["50G", 50e9],
    ["50e9", 50e9],
    ["5E10", 50e9],
    ["1E", 1e18],
    ["500m", 0.5],
    ["2", 2],
    [".5Gi", GIB / 2],
    ["1.", 1],
    ["0", 0],
    ["-1Gi", -GIB],
    ["", undefined],
    ["50GB", undefined],
    ["50gi", undefined],
    ["50 Gi", undefined],
    ["Gi", undefined],
    ["50e", undefined],
  ]));

describe("a Prometheus size", () =>
  table(parseSize, [
    ["45GB", 45 * GIB],
    ["45GiB", 45 * GIB],
    ["512MB", GIB / 2],
    ["1.5TB", 1.5 * 2 ** 40],
    [".5GB", GIB / 2],
    ["100B", 100],
    ["0", 0],
    ["45Gi", undefined],
    ["45G", undefined],
    ["45", undefined],
    ["", undefined],
    ["-1GB", undefined],
  ]));
