/**
 * How far a connection proves whom it talks to: libpq's words. libpq's `allow` and `prefer` are left out
 * on purpose: they fall back to plain text without a word.
 */
export const TLS_MODES = ["disable", "require", "verify-ca", "verify-full"] as const;

/** See {@link TLS_MODES}. */
export type TlsMode = (typeof TLS_MODES)[number];

/** True for libpq's words, those included that {@link TLS_MODES} leaves out. */
export function isSslMode(mode: string): mode is TlsMode | "allow" | "prefer" {
  return mode === "allow" || mode === "prefer" || TLS_MODES.includes(mode as TlsMode);
}

/** Everything that one connection to one database needs. Made by `resolveConnection`, or by the provider's inputs. */
export interface ConnectionSettings {
  /** A name, an address, or the folder of a Unix socket (it begins with `/`; then there is no TLS). */
  readonly host: string;
  /** Where to connect to instead of looking {@link host} up; the certificate is still compared with the name. */
  readonly hostAddress?: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  readonly tlsMode: TlsMode;
  /** The certificate authority that signed the server's certificate, PEM text. Without it Node's own list of authorities is used. */
  readonly ca?: string;
  /** Milliseconds. @default 10000 */
  readonly connectTimeout?: number;
  /** Milliseconds for one statement; 0 for no limit. @default 60000 */
  readonly statementTimeout?: number;
  /** Milliseconds to wait for a lock; 0 for no limit. @default 5000 */
  readonly lockTimeout?: number;
  /** What `pg_stat_activity` shows. @default "palisade" */
  readonly applicationName?: string;
}
