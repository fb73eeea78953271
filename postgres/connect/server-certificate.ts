import type { X509Certificate } from "node:crypto";
import { TLSSocket } from "node:tls";

/** The certificate that a server showed when a session began. */
export interface ServerCertificate {
  /** To whom it is made out, for example `CN=db.example.com`. */
  readonly subject: string;
  /** True where it is signed by its own key, by no authority. */
  readonly selfSigned: boolean;
  /** The moment after which no client that looks takes it, as ISO 8601 writes it. */
  readonly validTo: string;
}

/** What a session knows of the server's certificate; `absent` says why there is none. */
export type ShownCertificate = ServerCertificate | { readonly absent: string };

/** Reads it from the connection that a session runs on. */
export function shownCertificate(stream: unknown, overSocket: boolean): ShownCertificate {
  if (overSocket) return { absent: "the connection goes over a Unix socket, where no certificate is shown" };
  const certificate = stream instanceof TLSSocket ? stream.getPeerX509Certificate() : undefined;
  return certificate === undefined
    ? { absent: "the connection is without TLS, so that no certificate was shown" }
    : certificateOf(certificate);
}

function certificateOf(certificate: X509Certificate): ServerCertificate {
  return {
    // One line for each part of the name.
    subject: certificate.subject.split("\n").join(", "),
    selfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    validTo: new Date(certificate.validTo).toISOString(),
  };
}
