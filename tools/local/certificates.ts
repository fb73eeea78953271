import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Account } from "./account";
import { issueCertificate, type KeyPair, makeAuthority } from "./authority";
import { readIfThere, writeWhole } from "./files";

/** The name and addresses that a local server's certificate is made out to. */
export const SERVER_NAMES = { dns: ["localhost"], ip: ["127.0.0.1", "::1"] } as const;

const DAY = 24 * 60 * 60 * 1000;
const LIFETIME = { authority: 3650 * DAY, server: 397 * DAY } as const;
/** How long before its end a certificate is made anew. */
const MARGIN = { authority: 400 * DAY, server: 30 * DAY } as const;

/** What {@link ensureCertificates} found or made. */
export interface Certificates {
  readonly caFile: string;
  readonly caPem: string;
  /** True where the authority is a new one: clients that keep its certificate need the new one. */
  readonly newAuthority: boolean;
  /** True where the server's certificate was written: a running server has to read it again. */
  readonly newServerCertificate: boolean;
}

/** See {@link ensureCertificates}. */
export interface CertificateOptions {
  /** Holds the authority: `ca.crt` for everyone, `ca.key` for its owner only. */
  readonly directory: string;
  /** Gets `server.crt` and `server.key`. */
  readonly dataDirectory: string;
  /** Who the server runs as, and so owns its key. */
  readonly account: Account | undefined;
  /** @default now */
  readonly now?: Date;
}

/**
 * Sees to it that a server has a certificate that `sslmode=verify-full` accepts: made out to {@link SERVER_NAMES},
 * signed by an authority that exists for this server alone, and far from its end. Makes what is missing or near its
 * end, and leaves alone what is good.
 */
export async function ensureCertificates(options: CertificateOptions): Promise<Certificates> {
  const now = options.now ?? new Date();
  const caFile = join(options.directory, "ca.crt");
  const keyFile = join(options.directory, "ca.key");
  const found = readAuthority(caFile, keyFile, now);
  let authority = found;
  if (authority === undefined) {
    authority = await makeAuthority(now, LIFETIME.authority);
    writeWhole(keyFile, authority.keyPem, { mode: 0o600 });
    writeWhole(caFile, authority.certificatePem, { mode: 0o644 });
  }
  const newServerCertificate = !hasGoodCertificate(options.dataDirectory, authority.certificatePem, now);
  if (newServerCertificate) {
    const made = await issueCertificate(authority, SERVER_NAMES, now, LIFETIME.server);
    const rights = { mode: 0o600, owner: options.account };
    writeWhole(join(options.dataDirectory, "server.key"), made.keyPem, rights);
    writeWhole(join(options.dataDirectory, "server.crt"), made.certificatePem, rights);
  }
  return {
    caFile,
    caPem: authority.certificatePem,
    newAuthority: found === undefined,
    newServerCertificate,
  };
}

function readAuthority(caFile: string, keyFile: string, now: Date): KeyPair | undefined {
  const certificatePem = readIfThere(caFile);
  const keyPem = readIfThere(keyFile);
  if (certificatePem === undefined || keyPem === undefined) return undefined;
  const certificate = parseCertificate(certificatePem);
  if (certificate === undefined || endsWithin(certificate, now, MARGIN.authority)) return undefined;
  return keyFits(certificate, keyPem) ? { certificatePem, keyPem } : undefined;
}

function hasGoodCertificate(dataDirectory: string, caPem: string, now: Date): boolean {
  const pem = readIfThere(join(dataDirectory, "server.crt"));
  const keyPem = readIfThere(join(dataDirectory, "server.key"));
  const certificate = pem === undefined ? undefined : parseCertificate(pem);
  if (certificate === undefined || keyPem === undefined) return false;
  return (
    keyFits(certificate, keyPem) &&
    certificate.verify(new X509Certificate(caPem).publicKey) &&
    !endsWithin(certificate, now, MARGIN.server) &&
    SERVER_NAMES.dns.every((name) => certificate.checkHost(name) !== undefined) &&
    SERVER_NAMES.ip.every((address) => certificate.checkIP(address) !== undefined)
  );
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function endsWithin(certificate: X509Certificate, now: Date, margin: number): boolean {
  return new Date(certificate.validTo).getTime() - now.getTime() < margin;
}

function keyFits(certificate: X509Certificate, keyPem: string): boolean {
  try {
    return createPublicKey(createPrivateKey(keyPem)).equals(certificate.publicKey);
  } catch {
    return false;
  }
}
