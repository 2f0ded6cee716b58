/** The name that was probably meant where an unknown one stands. */
import { distance } from "fastest-levenshtein";

/** One typing slip for every so many letters of the word is forgiven. */
const LETTERS_PER_SLIP = 3;

/** From this length on, a word that begins another one is taken for its short form (`storage` for `storageSpec`). */
const SHORTEST_PREFIX = 5;

/**
 * The candidate that `word` is a slip of: by letters first, upper and lower case alike, then by a common beginning.
 *
 * Undefined where nothing is near enough: a wrong guess sends the reader the wrong way.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const ranked = [...candidates]
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, slips: distance(lower, candidate.toLowerCase()) }))
    .sort((one, other) => one.slips - other.slips);
  const [best] = ranked;
  if (best !== undefined && best.slips <= Math.floor(word.length / LETTERS_PER_SLIP)) return best.candidate;
  return ranked.find(({ candidate }) => isShortForm(lower, candidate.toLowerCase()))?.candidate;
}

function isShortForm(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= SHORTEST_PREFIX && long.startsWith(short);
}
