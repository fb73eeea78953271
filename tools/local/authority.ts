// The certificate library registers its decorators' data at import.
import "reflect-metadata";
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A certificate and its private key, as PEM text. */
export interface KeyPair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What a certificate is made out to. */
export interface CertificateNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

const KEYS = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/** A clock that is a little behind must not find a certificate "not yet valid". */
const BACKDATED = 60 * 60 * 1000;

/** Makes a certificate authority that can sign servers' certificates and nothing below them. `lifetime` in milliseconds. */
export async function makeAuthority(now: Date, lifetime: number): Promise<KeyPair> {
  const keys = await makeKeys();
  // The random part keeps two authorities apart, in a trust store and in an error message.
  const name = `CN=Palisade local authority ${randomBytes(4).toString("hex")}`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name,
      notBefore: new Date(now.getTime() - BACKDATED),
      notAfter: new Date(now.getTime() + lifetime),
      signingAlgorithm: SIGNATURE,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  return { certificatePem: pem(certificate), keyPem: exportKey(keys.privateKey) };
}

/** Issues a server's certificate. `lifetime` in milliseconds; it ends no later than the authority's. */
export async function issueCertificate(
  authority: KeyPair,
  names: CertificateNames,
  now: Date,
  lifetime: number,
): Promise<KeyPair> {
  const keys = await makeKeys();
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const signingKey = await webcrypto.subtle.importKey(
    "pkcs8",
    createPrivateKey(authority.keyPem).export({ type: "pkcs8", format: "der" }),
    KEYS,
    false,
    ["sign"],
  );
  const end = Math.min(now.getTime() + lifetime, issuer.notAfter.getTime());
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: `CN=${names.dns[0] ?? names.ip[0] ?? "localhost"}`,
      issuer: issuer.subject,
      notBefore: new Date(now.getTime() - BACKDATED),
      notAfter: new Date(end),
      signingAlgorithm: SIGNATURE,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...names.dns.map((value) => ({ type: "dns" as const, value })),
          ...names.ip.map((value) => ({ type: "ip" as const, value })),
        ]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ],
    },
    webcrypto,
  );
  return { certificatePem: pem(certificate), keyPem: exportKey(keys.privateKey) };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
}

/** 16 random bytes with the highest bit cleared: a positive number, as RFC 5280 4.1.2.2 wants it. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString("pem").trim()}\n`;
}

function exportKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: "pkcs8", format: "pem" }).toString();
}
