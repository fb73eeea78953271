import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import type { Layer } from "./keywords";
import type { ConnectionProblem } from "./problems";
import { isSslMode, TLS_MODES, type TlsMode } from "./settings";
import { readText } from "./text-file";

/** How a connection is to be protected. */
export interface TlsChoice {
  readonly tlsMode: TlsMode;
  readonly ca?: string;
}

/** See {@link chooseTls}. */
export interface TlsContext {
  readonly layer: Layer;
  /** libpq's folder for certificates: `~/.postgresql`. */
  readonly certificateFolder: string;
  /** True for a Unix socket, which needs no TLS and has none. */
  readonly local: boolean;
  warn(text: string): void;
  fail(problem: ConnectionProblem): void;
}

/**
 * Decides the TLS mode. libpq's own default, `prefer`, falls back to plain text without a word; Palisade never does:
 *
 * - nothing said: `verify-full` where an authority's certificate is known (`sslrootcert`, or `~/.postgresql/root.crt`),
 *   otherwise `require` with a warning;
 * - `allow` and `prefer` are raised to what `require` means, with a warning;
 * - `require` is `verify-ca` where an authority's certificate is known, as in libpq;
 * - `verify-ca` and `verify-full` without a certificate use the authorities that Node knows; `sslrootcert=system` asks
 *   for those, and for `verify-full`, as in libpq;
 * - a Unix socket has no TLS whatever the mode says, as in libpq.
 */
export function chooseTls(context: TlsContext): TlsChoice {
  const { fail, layer, local, warn } = context;
  const mode = layer.sslmode?.value;
  const where = layer.sslmode?.where ?? "sslmode";
  if (mode !== undefined && !isSslMode(mode)) {
    fail({
      where,
      problem: `${JSON.stringify(mode)} is no TLS mode`,
      cure: `write one of ${TLS_MODES.join(", ")}`,
    });
    return { tlsMode: "verify-full" };
  }
  if (local) {
    if (mode?.startsWith("verify") === true)
      warn(`${where}: a Unix socket has no TLS, so there is nothing to verify`);
    return { tlsMode: "disable" };
  }
  if (mode === "disable") return { tlsMode: "disable" };

  const system = layer.sslrootcert?.value === "system";
  if (system && mode !== undefined && mode !== "verify-full") {
    fail({
      where,
      problem: `${mode} is too weak for sslrootcert=system: anybody can have a certificate from a public authority`,
      cure: "write sslmode=verify-full",
    });
  }
  const ca = system ? undefined : authority(context);
  const authorityPart = ca === undefined ? {} : { ca };
  switch (mode) {
    case "verify-full":
    case "verify-ca":
      return { tlsMode: mode, ...authorityPart };
    case undefined:
      if (system || ca !== undefined) return { tlsMode: "verify-full", ...authorityPart };
      warn(
        "the connection is encrypted, and nothing proves that it leads to the right server: " +
          "give the authority's certificate (sslrootcert), which makes it sslmode=verify-full",
      );
      return { tlsMode: "require" };
    default:
      if (mode !== "require") {
        warn(
          `${where}: ${mode} falls back to plain text without a word, so require is used: write sslmode=verify-full`,
        );
      }
      return ca === undefined ? { tlsMode: "require" } : { tlsMode: "verify-ca", ...authorityPart };
  }
}

/** The authority's certificate: the one that is named, or libpq's usual file where that is there. */
function authority({ certificateFolder, fail, layer }: TlsContext): string | undefined {
  const path = layer.sslrootcert?.value ?? join(certificateFolder, "root.crt");
  const where = layer.sslrootcert?.where ?? path;
  const file = readText(path);
  if (file.kind === "text") {
    const problem = certificateProblem(file.text);
    if (problem === undefined) return file.text;
    fail({
      where,
      problem: layer.sslrootcert === undefined ? problem : `${path} ${problem}`,
      cure: "give the authority's certificate as PEM text (-----BEGIN CERTIFICATE-----)",
    });
  } else if (layer.sslrootcert !== undefined) {
    const why = file.kind === "missing" ? "does not exist" : `cannot be read (${file.code})`;
    fail({ where, problem: `${path} ${why}`, cure: "give the path of the authority's certificate" });
  }
  return undefined;
}

function certificateProblem(text: string): string | undefined {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) return "holds no certificate";
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
    return undefined;
  } catch {
    return "holds a certificate that cannot be read";
  }
}
