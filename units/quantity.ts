/** Kubernetes quantities: `50Gi`, `500m`, `50e9`. */

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The grammar of Kubernetes (`resource.ParseQuantity`): a signed decimal, then a suffix or an exponent of ten. */
export const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([num]|[kMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

/** A quantity in its base unit: bytes of storage or memory, cores of CPU. Undefined where the text is none. */
export function parseQuantity(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, decimal = "", suffix = "", exponent] = match;
  // Decimal text, so that 50e9 and 0.1 stay exact where they can.
  return exponent === undefined ? Number(decimal) * (FACTORS[suffix] ?? 1) : Number(`${decimal}e${exponent}`);
}
