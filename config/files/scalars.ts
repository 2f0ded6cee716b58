/**
 * What the engine takes a plain scalar of YAML for.
 *
 * Pulumi reads its files with Go's gopkg.in/yaml.v3, which is neither YAML 1.1 nor 1.2: `0777` is octal, `1_000` a number and
 * `2024-01-01` a date, but `yes` and `12:30` are texts. The rules are those of its `resolve` function (v3.0.1, resolve.go);
 * test/config/engine-reading holds them against the real engine.
 */

/** A date or a time; the engine hands it to a program in Go's own spelling, never as it was written. */
export class Timestamp {
  constructor(
    /** In the zone that is given. */
    private readonly local: Date,
    /** Digits of the fraction of a second, without zeros at their end. */
    private readonly fraction: string,
    /** Minutes east of UTC. */
    private readonly offset: number,
  ) {}

  /** As Go prints it, which is what a stack file's value becomes: `2024-01-01 00:00:00 +0000 UTC`. */
  toString(): string {
    const zone = this.zone("");
    return `${this.day()} ${this.time()} ${zone} ${this.offset === 0 ? "UTC" : zone}`;
  }

  /** As Go writes it in JSON, which is what a default in `Pulumi.yaml` becomes: `2024-01-01T00:00:00Z`. */
  toJSON(): string {
    return `${this.day()}T${this.time()}${this.offset === 0 ? "Z" : this.zone(":")}`;
  }

  private day(): string {
    return this.local.toISOString().slice(0, 10);
  }

  private time(): string {
    return `${this.local.toISOString().slice(11, 19)}${this.fraction === "" ? "" : `.${this.fraction}`}`;
  }

  private zone(separator: string): string {
    const minutes = Math.abs(this.offset);
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
    return `${this.offset < 0 ? "-" : "+"}${hours}${separator}${rest}`;
  }
}

/** A scalar as the engine has it; integers are exact. */
export type ScalarValue = null | boolean | bigint | number | string | Timestamp;

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** The value of a scalar without quotes and without a tag. */
export function plainScalar(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.startsWith(".")) return float(text) ?? text;
  if (!/^[-+\d]/.test(text)) return text;
  const digits = text.replaceAll("_", "");
  return timestamp(text) ?? integer(digits) ?? float(digits) ?? text;
}

/** A number of any of Go's bases: decimal, `0x`, `0b`, `0o`, and octal after a zero. */
function integer(text: string): bigint | undefined {
  const [, sign = "", prefix = "", digits = ""] =
    /^([-+]?)(0[xXbBoO]|0(?=[0-7]+$))?([\da-fA-F]+)$/.exec(text) ?? /^()(0[bo])([-+][0-7]+)$/.exec(text) ?? [];
  if (digits === "") return undefined;
  const kind = prefix.toLowerCase();
  const allowed = {
    "0x": /^[\da-f]+$/i,
    "0b": /^[-+]?[01]+$/,
    "0o": /^[-+]?[0-7]+$/,
    "0": /^[0-7]+$/,
    "": /^(0|[1-9]\d*)$/,
  };
  if (!(allowed[kind as keyof typeof allowed] ?? allowed[""]).test(digits)) return undefined;
  const unsigned = digits.replace(/^[-+]/, "");
  const size = BigInt(kind === "" ? unsigned : `${kind === "0" ? "0o" : kind}${unsigned}`);
  const value = sign === "-" || digits.startsWith("-") ? -size : size;
  const largest = sign === "" && !/^[-+]/.test(digits) ? UINT64_MAX : INT64_MAX;
  return value >= INT64_MIN && value <= largest ? value : undefined;
}

/** A number with a fraction or an exponent; one that has no place in 64 bits is a text. */
function float(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The four forms of a date that Go takes, with months, days and so on of one or two digits. */
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:([Tt])| +)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d{2}:\d{2})?)?$/;

/** A date, or a date with a time; undefined for what is none, such as the 30th of February. */
export function timestamp(text: string): Timestamp | undefined {
  const [, year, month, day, letter, hour, minute, second, fraction = "", zone] = TIMESTAMP.exec(text) ?? [];
  if (year === undefined) return undefined;
  // After a `T` there has to be a zone, after a blank there may be none.
  if (hour !== undefined && (letter !== undefined) !== (zone !== undefined)) return undefined;
  const parts = [year, month, day, hour ?? "0", minute ?? "0", second ?? "0"].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi, s);
  const read = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  if (!read.every((value, index) => value === parts[index])) return undefined;
  const [, sign, zoneHours = "0", zoneMinutes = "0"] = /^([-+])(\d{2}):(\d{2})$/.exec(zone ?? "") ?? [];
  if (Number(zoneHours) > 24 || Number(zoneMinutes) > 60) return undefined;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  return new Timestamp(date, fraction.slice(0, 9).replace(/0+$/, ""), offset);
}
