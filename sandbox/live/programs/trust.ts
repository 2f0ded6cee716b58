/** Whom a deployed exporter trusts, in terms of the sandbox's authority. */
import { caBundlePem } from "../../../config/fields/ca-bundle";

/**
 * A bundle as it is deployed, with the sandbox's authority in it where it trusts the one that this stands for: that of RDS in the
 * stack's region, or the company's own, which is all that a bundle without any certificate of RDS can be for.
 */
export function trusting(bundle: string, authority: string, region: string): string {
  const own = certificates(bundle);
  const holdsOne = (key: string) => [...certificates(caBundlePem(key))].some((certificate) => own.has(certificate));
  return holdsOne(`rds/${region}`) || !holdsOne("rds") ? `${bundle.trimEnd()}\n${authority}` : bundle;
}

function certificates(pem: string): Set<string> {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return new Set(blocks.map((block) => block.replaceAll(/\s/g, "")));
}
