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

/** The server wants the password itself, and nothing proves who the server is. */
export class ClearTextRefused extends Error {}

/** Turns what the driver threw while connecting into one sentence with the cure. */
export function explainConnectionFailure(settings: ConnectionSettings, error: unknown): ConnectionError {
  const where = placeOf(settings);
  const code = codeOf(error);
  const text = textOf(error);
  const sentence =
    error instanceof ClearTextRefused
      ? `the server at ${where} asks for the password in clear text, and the TLS mode ${settings.tlsMode} doesn't prove that it is the right server: ` +
        "have it use scram-sha-256, or connect with verify-full"
      : (explainCode(settings, where, code, text) ?? explainText(settings, where, text));
  return new ConnectionError(sentence, code, error);
}

/** Turns what the driver threw while a connection was in use, and that isn't the server's answer, into one sentence. */
export function explainLoss(settings: ConnectionSettings, error: unknown): ConnectionError {
  return new ConnectionError(
    `the connection to ${placeOf(settings)} was lost: ${textOf(error)}`,
    codeOf(error),
    error,
  );
}

/** Whether what the driver threw means that the connection is gone, and not that it was used wrongly. */
export function isLoss(error: unknown): boolean {
  return (
    ["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(codeOf(error) ?? "") ||
    /Connection terminated|not queryable|was closed/.test(textOf(error))
  );
}

/** The `code` of an error, also of the first one inside an `AggregateError` (Node tries IPv6 and IPv4). */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === "string") return code;
  if (Array.isArray(errors)) return errors.map(codeOf).find((inner) => inner !== undefined);
  return undefined;
}

/** What went wrong by the code of the server (SQLSTATE), of Node or of OpenSSL. */
function explainCode(
  settings: ConnectionSettings,
  where: string,
  code: string | undefined,
  text: string,
): string | undefined {
  const user = JSON.stringify(settings.user);
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return `nothing listens on ${where}: start the server, or correct host and port`;
    case "EACCES":
      return `${where} must not be used by this user (${code}): correct host, or the rights of the socket's folder`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${JSON.stringify(settings.host)} cannot be resolved: correct host`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return `${where} cannot be reached (${code}): check the network, a firewall, or host and port`;
    case "ECONNRESET":
    case "EPIPE":
      return `${where} broke the connection off (${code}): see whether a PostgreSQL server listens there, and its log`;
    case "28P01":
      return `the server at ${where} refused the password of role ${user}: correct user or password`;
    case "28000":
      if (/channel binding/i.test(text)) {
        return `somebody stands between this machine and the server at ${where}: the server sees another certificate (${text}); connect with verify-full`;
      }
      return `the server at ${where} refused role ${user}: ${text}`;
    case "3D000":
      return `there is no database ${JSON.stringify(settings.database)} on ${where}`;
    case "42501":
      return `role ${user} may not connect to database ${JSON.stringify(settings.database)} on ${where}: grant it CONNECT`;
    case "53300":
      return `the server at ${where} has no connection left for role ${user}: ${text}`;
    case "57P03":
      return `the server at ${where} is starting up or shutting down: try again in a moment`;
    default:
      return explainTls(settings, where, code);
  }
}

function explainTls(
  settings: ConnectionSettings,
  where: string,
  code: string | undefined,
): string | undefined {
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `the certificate of ${where} is not made out to ${JSON.stringify(settings.host)} (sslmode verify-full): connect by a name in the certificate, or have one issued for this name`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "CERT_SIGNATURE_FAILURE":
      return settings.ca === undefined
        ? `the certificate of ${where} is not signed by a known authority: give the authority's certificate (sslrootcert, caCertificate)`
        : `the certificate of ${where} is not signed by the given authority: give the certificate of the right one (sslrootcert, caCertificate), and if it is the right one, mistrust the server`;
    case "CERT_HAS_EXPIRED":
      return `the certificate of ${where} has expired: renew it`;
    case "CERT_NOT_YET_VALID":
      return `the certificate of ${where} is not valid yet: set this machine's clock, or the server's`;
    case "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED":
    case "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA":
    case "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE":
      return `the server at ${where} refused the TLS handshake (${code}); a client certificate, if it wants one, is not supported`;
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
      return `the server at ${where} does not speak TLS 1.2 or later: raise ssl_max_protocol_version on the server, or renew it`;
    default:
      return undefined;
  }
}

/** What went wrong by what the driver said: it gives these no code. */
function explainText(settings: ConnectionSettings, where: string, text: string): string {
  const user = JSON.stringify(settings.user);
  if (/does not support SSL/i.test(text)) {
    return `the server at ${where} does not offer TLS, which the TLS mode ${JSON.stringify(settings.tlsMode)} requires: switch on ssl on the server`;
  }
  if (/client password must be a/i.test(text)) {
    return `the server at ${where} wants a password for role ${user}, and none was given: set PGPASSWORD, or add a line to ~/.pgpass`;
  }
  if (/server signature|server nonce/i.test(text)) {
    return `the server at ${where} does not know the password of role ${user} that it checks: it may not be the right server (${text})`;
  }
  if (/unsupported startup parameter/i.test(text)) {
    return `a connection pooler answers on ${where}, which does not pass on a session's settings: connect to the server itself (${text})`;
  }
  if (/timeout|timed out/i.test(text)) {
    return `no answer from ${where} in time: check the network, a firewall, or host and port`;
  }
  if (/connection terminated unexpectedly|error establishing an SSL connection/i.test(text)) {
    return `what listens on ${where} does not answer like a PostgreSQL server: correct host and port, or see the server's log`;
  }
  return `cannot connect to ${where} as ${user}: ${text}`;
}

function placeOf(settings: ConnectionSettings): string {
  if (settings.host.startsWith("/")) return `${settings.host}/.s.PGSQL.${settings.port}`;
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  const address = settings.hostAddress === undefined ? "" : ` (${settings.hostAddress})`;
  return `${host}:${settings.port}${address}`;
}

/** An `AggregateError` has no message of its own. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === "") return error.errors.map(textOf).join("; ");
  return error.message;
}
