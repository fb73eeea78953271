import type { Rule } from "../../rule";
import clientCertificateRevocationMissing from "./client-certificate-revocation-missing";
import connectionTlsUnverified from "./connection-tls-unverified";
import hbaWithoutTls from "./hba-without-tls";
import serverCertificateExpiring from "./server-certificate-expiring";
import serverCertificateSelfSigned from "./server-certificate-self-signed";
import sessionWithoutTls from "./session-without-tls";
import tlsOff from "./tls-off";
import tlsOldProtocol from "./tls-old-protocol";
import tlsWeakCiphers from "./tls-weak-ciphers";

/** The rules about TLS. */
export const TLS_RULES = [
  connectionTlsUnverified,
  hbaWithoutTls,
  sessionWithoutTls,
  tlsOff,
  tlsOldProtocol,
  tlsWeakCiphers,
  clientCertificateRevocationMissing,
  serverCertificateExpiring,
  serverCertificateSelfSigned,
] as const satisfies readonly Rule[];
