/** Certificates of the sandbox's servers, by authorities of its own. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { md, pki } from "node-forge";

/** An authority: clients are given its certificate, servers what it has signed. */
export interface Authority {
  /** Its certificate. PEM. */
  readonly certificate: string;
  /** A certificate for 127.0.0.1, ::1 and `localhost` with its key, the same for every server. PEM. */
  readonly issue: () => Issued;
}

/** A server's certificate and its key. PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** A new authority; its key is nowhere but in memory. */
export function createAuthority(name: string): Authority {
  const keys = keyPair();
  const certificate = unsigned(name, name, keys.publicKey);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, critical: true },
  ]);
  signed(certificate, keys.privateKey);
  const made = (): Issued => {
    const own = keyPair();
    const leaf = unsigned("localhost", name, own.publicKey);
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
    signed(leaf, keys.privateKey);
    return { certificate: pki.certificateToPem(leaf), key: pki.privateKeyToPem(own.privateKey) };
  };
  let issued: Issued | undefined;
  return { certificate: pki.certificateToPem(certificate), issue: () => (issued ??= made()) };
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

/** Valid from an hour ago, whatever the clocks say, for a month. */
function unsigned(subject: string, issuer: string, publicKey: pki.rsa.PublicKey): pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = publicKey;
  // Positive, as a serial number has to be.
  certificate.serialNumber = `00${randomBytes(16).toString("hex")}`;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 30 * 86_400_000);
  certificate.setSubject([{ name: "commonName", value: subject }]);
  certificate.setIssuer([{ name: "commonName", value: issuer }]);
  return certificate;
}

function signed(certificate: pki.Certificate, key: pki.rsa.PrivateKey): void {
  certificate.sign(key, md.sha256.create());
}
