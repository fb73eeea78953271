import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { TLS_MODES, type TlsMode } from "../../postgres/connect/settings";
import { containsUnknown, type InputFailure, type Properties, reveal } from "./protocol";

/** What every resource finds in its context: the server and the managing role, without a database. */
export type ServerSettings = Omit<ConnectionSettings, "database">;

const KNOWN = [
  "host",
  "port",
  "username",
  "password",
  "tlsMode",
  "caCertificate",
  "caCertificateFile",
  "connectTimeout",
  "statementTimeout",
  "lockTimeout",
  "version",
  "pluginDownloadURL",
];

/** Everything wrong with the provider's inputs. Values that are unknown at this preview are left for the update. */
export function configurationProblems(inputs: Properties): InputFailure[] {
  const failures: InputFailure[] = [];
  const fail = (path: string, reason: string) => failures.push({ path, reason });
  for (const key of Object.keys(inputs)) {
    if (!KNOWN.includes(key) && inputs[key] !== undefined)
      fail(key, `is not known: use ${KNOWN.slice(0, 10).join(", ")}`);
  }
  for (const key of ["host", "username"]) {
    if (isUnknown(inputs, key)) continue;
    const value = text(inputs, key);
    if (value === undefined || value === "")
      fail(key, `is missing: for example ${key === "host" ? '"db.example.com"' : '"postgres"'}`);
  }
  const port = number(inputs, "port", fail);
  if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    fail("port", `${port} is not a port: use 1 to 65535, usually 5432`);
  }
  for (const key of ["connectTimeout", "statementTimeout", "lockTimeout"]) {
    const seconds = number(inputs, key, fail);
    if (seconds !== undefined && (seconds < 0 || seconds > 86400))
      fail(key, `${seconds} is not a time in seconds: use 0 to 86400`);
  }
  const mode = text(inputs, "tlsMode");
  if (mode !== undefined && !isTlsMode(mode)) {
    fail(
      "tlsMode",
      `${JSON.stringify(mode)} is not known: use ${TLS_MODES.map((known) => JSON.stringify(known)).join(", ")}`,
    );
  }
  if (text(inputs, "caCertificate") !== undefined && text(inputs, "caCertificateFile") !== undefined) {
    fail("caCertificateFile", "cannot stand together with caCertificate: give one of them");
  }
  const pem = text(inputs, "caCertificate");
  if (pem !== undefined && !pem.includes("-----BEGIN CERTIFICATE-----")) {
    fail(
      "caCertificate",
      "is not a certificate in PEM text: it must hold -----BEGIN CERTIFICATE-----; for a file use caCertificateFile",
    );
  }
  return failures;
}

/** The settings for connections, or `undefined` while something is unknown. The inputs are checked before. */
export function serverSettings(inputs: Properties): ServerSettings | undefined {
  if (containsUnknown(inputs)) return undefined;
  const problems = configurationProblems(inputs);
  if (problems.length > 0)
    throw new Error(problems.map(({ path, reason }) => `${path}: ${reason}`).join("; "));
  const ignore = () => undefined;
  const password = text(inputs, "password");
  const ca = text(inputs, "caCertificate") ?? readAuthority(text(inputs, "caCertificateFile"));
  return {
    host: text(inputs, "host") ?? "",
    port: number(inputs, "port", ignore) ?? 5432,
    user: text(inputs, "username") ?? "",
    ...(password === undefined ? {} : { password }),
    tlsMode: tlsMode(text(inputs, "tlsMode")),
    ...(ca === undefined ? {} : { ca }),
    connectTimeout: (number(inputs, "connectTimeout", ignore) ?? 10) * 1000,
    statementTimeout: (number(inputs, "statementTimeout", ignore) ?? 60) * 1000,
    lockTimeout: (number(inputs, "lockTimeout", ignore) ?? 5) * 1000,
    applicationName: "palisade",
  };
}

function readAuthority(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const path = resolve(file);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(
      `caCertificateFile: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}): give the file of the authority's certificate`,
    );
  }
}

function tlsMode(value: string | undefined): TlsMode {
  return value !== undefined && isTlsMode(value) ? value : "verify-full";
}

function isTlsMode(value: string): value is TlsMode {
  return (TLS_MODES as readonly string[]).includes(value);
}

function isUnknown(inputs: Properties, key: string): boolean {
  return containsUnknown(inputs[key]);
}

function text(inputs: Properties, key: string): string | undefined {
  const value = reveal(inputs[key]);
  return typeof value === "string" ? value : undefined;
}

/** Provider inputs that aren't strings travel as JSON text; plain numbers come from other languages' SDKs. */
function number(
  inputs: Properties,
  key: string,
  fail: (path: string, reason: string) => void,
): number | undefined {
  const value = reveal(inputs[key]);
  if (value === undefined || value === null || isUnknown(inputs, key)) return undefined;
  const parsed =
    typeof value === "number"
      ? value
      : typeof value === "string" && value.trim() !== ""
        ? Number(value)
        : Number.NaN;
  if (!Number.isNaN(parsed)) return parsed;
  fail(key, `${JSON.stringify(value)} is not a number`);
  return undefined;
}
