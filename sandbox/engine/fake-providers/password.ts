import { randomInt } from "node:crypto";

/** The settings of `random.RandomPassword`; what is absent has the real provider's default. */
export interface PasswordSettings {
  readonly length: number;
  readonly lower?: boolean;
  readonly upper?: boolean;
  readonly numeric?: boolean;
  readonly special?: boolean;
  /** The special characters to choose from instead of the default ones. */
  readonly overrideSpecial?: string;
  readonly minLower?: number;
  readonly minUpper?: number;
  readonly minNumeric?: number;
  readonly minSpecial?: number;
}

/** Default special characters, from the documentation of `random.RandomPassword`. */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** A random password; every kind of character that is asked for may appear, its minimum at least. */
export function randomPassword(settings: PasswordSettings): string {
  const kinds = [
    { on: settings.lower ?? true, characters: "abcdefghijklmnopqrstuvwxyz", minimum: settings.minLower ?? 0 },
    { on: settings.upper ?? true, characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", minimum: settings.minUpper ?? 0 },
    { on: settings.numeric ?? true, characters: "0123456789", minimum: settings.minNumeric ?? 0 },
    {
      on: settings.special ?? true,
      characters: settings.overrideSpecial || SPECIAL,
      minimum: settings.minSpecial ?? 0,
    },
  ].filter((kind) => kind.on);
  const all = kinds.map((kind) => kind.characters).join("");
  const required = kinds.flatMap((kind) => pick(kind.characters, kind.minimum));
  return shuffle([...required, ...pick(all, settings.length - required.length)]).join("");
}

function pick(characters: string, count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => characters.charAt(randomInt(characters.length)));
}

/** Fisher-Yates. */
function shuffle(characters: readonly string[]): string[] {
  const result = [...characters];
  for (let index = result.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [result[index], result[other]] = [result[other] ?? "", result[index] ?? ""];
  }
  return result;
}
