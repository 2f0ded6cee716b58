/** Certificates of the sandbox's servers, by authorities of its own. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { md, pki } from "node-forge";

/** An authority: clients are given its certificate, servers what it has signed. */
export interface Authority {
  /** Its certificate. PEM. */
  readonly certificate: string;
  /**
   * A certificate for 127.0.0.1, ::1 and `localhost` with its key, the same for every server. PEM.
   *
   * @param until makes one of its own that is valid until then, be it in the past; a month by default.
   */
  readonly issue: (until?: Date) => Issued;
}

/** A server's certificate and its key. PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** A new authority; its key is nowhere but in memory. */
export function createAuthority(name: string): Authority {
  return authorityOf(newAuthority(name));
}

/**
 * The authority of a folder, made where it has none: its certificate and its key are files that its user alone can read.
 *
 * @throws Error with a sentence where there is only one of the files, or one of them is none.
 */
export function keptAuthority(folder: string, name: string): Authority {
  const files = authorityFiles(folder);
  const there = [files.certificate, files.key].filter((file) => existsSync(file));
  if (there.length === 0) {
    const made = newAuthority(name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The certificate last: without it, there is no authority.
    writeFileSync(files.key, made.key, { mode: 0o600 });
    writeFileSync(files.certificate, made.certificate, { mode: 0o600 });
    return authorityOf(made);
  }
  try {
    return authorityOf({
      certificate: readFileSync(files.certificate, "utf8"),
      key: readFileSync(files.key, "utf8"),
    });
  } catch (cause) {
    throw new Error(
      `The certificate authority in ${folder} can't be read: remove ${there.join(" and ")}, so that a new one is made.`,
      { cause },
    );
  }
}

/** Where {@link keptAuthority} keeps what it has. */
export function authorityFiles(folder: string): { readonly certificate: string; readonly key: string } {
  return { certificate: join(folder, "authority.crt"), key: join(folder, "authority.key") };
}

/** Days: a sandbox may run for as long as it likes, a server's certificate is made anew at each start. */
const [AUTHORITY_DAYS, SERVER_DAYS] = [3650, 30];

function newAuthority(name: string): Issued {
  const keys = keyPair();
  const certificate = unsigned(name, name, keys.publicKey, inDays(AUTHORITY_DAYS));
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, critical: true },
  ]);
  signed(certificate, keys.privateKey);
  return { certificate: pki.certificateToPem(certificate), key: pki.privateKeyToPem(keys.privateKey) };
}

function authorityOf({ certificate, key }: Issued): Authority {
  const privateKey = pki.privateKeyFromPem(key);
  const name = String(pki.certificateFromPem(certificate).subject.getField("CN")?.value);
  const made = (until: Date): Issued => {
    const own = keyPair();
    const leaf = unsigned("localhost", name, own.publicKey, until);
    leaf.setExtensions([
      { name: "basicConstraints", cA: false },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: SAN_DNS, value: "localhost" },
          { type: SAN_ADDRESS, ip: "127.0.0.1" },
          { type: SAN_ADDRESS, ip: "::1" },
        ],
      },
    ]);
    signed(leaf, privateKey);
    return { certificate: pki.certificateToPem(leaf), key: pki.privateKeyToPem(own.privateKey) };
  };
  let issued: Issued | undefined;
  return {
    certificate,
    issue: (until) => (until === undefined ? (issued ??= made(inDays(SERVER_DAYS))) : made(until)),
  };
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

/** Kinds of names in a certificate (RFC 5280, GeneralName). */
const SAN_DNS = 2;
const SAN_ADDRESS = 7;

/** Node makes the keys: in JavaScript alone it takes seconds. */
function keyPair() {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const key = pki.privateKeyFromPem(privateKey);
  return { privateKey: key, publicKey: pki.setRsaPublicKey(key.n, key.e) };
}

/** Valid from an hour ago, whatever the clocks say, or from a day before its end. */
function unsigned(subject: string, issuer: string, publicKey: pki.rsa.PublicKey, until: Date): pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = publicKey;
  // Positive, as a serial number has to be.
  certificate.serialNumber = `00${randomBytes(16).toString("hex")}`;
  certificate.validity.notBefore = new Date(Math.min(Date.now() - 3_600_000, until.getTime() - 86_400_000));
  certificate.validity.notAfter = until;
  certificate.setSubject([{ name: "commonName", value: subject }]);
  certificate.setIssuer([{ name: "commonName", value: issuer }]);
  return certificate;
}

function signed(certificate: pki.Certificate, key: pki.rsa.PrivateKey): void {
  certificate.sign(key, md.sha256.create());
}
