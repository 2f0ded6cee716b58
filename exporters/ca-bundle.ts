/** Root certificates that an exporter checks its server against, as ConfigMaps that exporters of many servers share. */
import { createHash } from "node:crypto";
import { caBundlePem } from "../config/fields/ca-bundle";

/** Key of the bundle in its ConfigMap; also the file's name in the pods. */
export const CA_BUNDLE_KEY = "ca.pem";

/** Where the bundle is mounted in an exporter's pod. */
export const CA_BUNDLE_PATH = `/etc/exporter/ca/${CA_BUNDLE_KEY}`;

/** One bundle. */
export interface CaBundle {
  /** Name of its ConfigMap: changes with the certificates, so that the pods that mount it restart. */
  readonly name: string;
  /** The certificates as PEM text. */
  readonly pem: string;
}

/** Digits of a bundle's hash in its name. */
const HASH_DIGITS = 8;

/** The longest part of a bundle's key that its name shows; an object's name has at most 253 characters. */
const LONGEST_SLUG = 60;

/**
 * The bundle that a key `caBundle` of the configuration names.
 *
 * @throws Error where it has no certificate; parseConfig has reported it by then.
 */
export function caBundle(key: string): CaBundle {
  const pem = caBundlePem(key);
  const slug = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(-LONGEST_SLUG)
    .replace(/^-/, "");
  const hash = createHash("sha256").update(pem).digest("hex").slice(0, HASH_DIGITS);
  return { name: `ca-bundle-${slug}-${hash}`, pem };
}

/** Each bundle once, however many servers it is for. */
export function distinctBundles(bundles: readonly (CaBundle | undefined)[]): CaBundle[] {
  return [
    ...new Map(bundles.flatMap((bundle) => (bundle === undefined ? [] : [[bundle.name, bundle] as const]))).values(),
  ];
}
