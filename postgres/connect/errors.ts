import type { ConnectionSettings } from "./settings";

/** A connection that could not be made, or was lost. The message says what to do; it never holds the password. */
export class ConnectionError extends Error {
  /** PostgreSQL's SQLSTATE or the operating system's code (`ECONNREFUSED`), where there is one. */
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined, cause?: unknown) {
    super(message, { cause });
    this.name = "ConnectionError";
    this.code = code;
  }
}

/** Turns what the driver threw into one sentence with the cure. */
export function explainConnectionFailure(settings: ConnectionSettings, error: unknown): ConnectionError {
  const where = `${settings.host}:${settings.port}`;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  return new ConnectionError(explain(settings, where, code, text), code, error);
}

function explain(
  settings: ConnectionSettings,
  where: string,
  code: string | undefined,
  text: string,
): string {
  switch (code) {
    case "ECONNREFUSED":
      return `nothing listens on ${where}: start the server, or correct host and port`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${JSON.stringify(settings.host)} cannot be resolved: correct host`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `${where} cannot be reached (${code}): check the network, a firewall, or host and port`;
    case "28P01":
      return `the server at ${where} refused the password of role ${JSON.stringify(settings.user)}: correct user or password`;
    case "28000":
      return `the server at ${where} refused role ${JSON.stringify(settings.user)}: ${text}`;
    case "3D000":
      return `there is no database ${JSON.stringify(settings.database)} on ${where}`;
    case "53300":
      return `the server at ${where} has no connection left for role ${JSON.stringify(settings.user)}: ${text}`;
    case "57P03":
      return `the server at ${where} is starting up or shutting down: try again in a moment`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `the certificate of ${where} is not made out to that name (sslmode verify-full): connect by the name in the certificate, or have one issued for this name`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `the certificate of ${where} is not signed by a known authority: give the authority's certificate (sslrootcert, caCertificate)`;
    case "CERT_HAS_EXPIRED":
      return `the certificate of ${where} has expired: renew it`;
    default:
  }
  if (/does not support SSL/i.test(text)) {
    return `the server at ${where} does not offer TLS, which tlsMode ${JSON.stringify(settings.tlsMode)} requires: switch on ssl on the server`;
  }
  if (/timeout|timed out/i.test(text)) {
    return `no answer from ${where} in time: check the network, a firewall, or host and port`;
  }
  return `cannot connect to ${where} as ${JSON.stringify(settings.user)}: ${text}`;
}

/** The `code` of an error, also of the first one inside an `AggregateError` (Node tries IPv6 and IPv4). */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === "string") return code;
  if (Array.isArray(errors)) return errors.map(codeOf).find((inner) => inner !== undefined);
  return undefined;
}
