import { readFileSync } from "node:fs";
import { type ConnectionSettings, TLS_MODES, type TlsMode } from "../../../postgres/connect/settings";
import type { InputFailure, Properties } from "../../../provider/plugin/protocol";

/** What the operations need of the provider's inputs. */
export interface Configuration {
  /** `database` is the provider's own; operations on another one replace it. */
  readonly settings: ConnectionSettings;
  /** Whether the user says that the connecting role is a superuser: only then are stored passwords read back. */
  readonly superuser: boolean;
}

/** Inputs that the official provider knows and the stand-in cannot honour: it refuses them instead of ignoring them. */
const UNSUPPORTED = [
  "awsRdsIamAuth",
  "awsRdsIamProfile",
  "awsRdsIamProviderRoleArn",
  "awsRdsIamRegion",
  "azureIdentityAuth",
  "azureTenantId",
  "clientcert",
  "databaseUsername",
  "gcpIamImpersonateServiceAccount",
] as const;

/** All inputs of the provider that a program may write. */
export const CONFIGURATION_INPUTS: readonly string[] = [
  ...UNSUPPORTED,
  "connectTimeout",
  "database",
  "expectedVersion",
  "host",
  "maxConnections",
  "password",
  "port",
  "scheme",
  "sslMode",
  "sslmode",
  "sslrootcert",
  "superuser",
  "username",
];

/** lib/pq's own, which the official provider falls back to. */
const DEFAULT_TLS_MODE: TlsMode = "require";

/** Seconds; the official provider's own. */
const DEFAULT_CONNECT_TIMEOUT = 180;

/** What is wrong with the provider's inputs, which arrive as text. `inputs` holds no secret marks. */
export function configurationFailures(inputs: Properties): InputFailure[] {
  const failures: InputFailure[] = UNSUPPORTED.filter((name) => given(inputs, name) !== undefined).map(
    (name) => ({
      path: name,
      reason: "is not supported by the local stand-in; it needs the official plugin",
    }),
  );
  const scheme = given(inputs, "scheme");
  if (scheme !== undefined && scheme !== "postgres" && scheme !== "postgresql") {
    failures.push({ path: "scheme", reason: "the local stand-in knows postgres only" });
  }
  const mode = tlsMode(inputs);
  if (mode !== undefined && !isTlsMode(mode)) {
    failures.push({ path: "sslmode", reason: `${JSON.stringify(mode)} is none of ${TLS_MODES.join(", ")}` });
  }
  for (const name of ["port", "connectTimeout", "maxConnections"] as const) {
    const value = given(inputs, name);
    if (value !== undefined && !/^\d+$/.test(value)) {
      failures.push({ path: name, reason: `${JSON.stringify(value)} is not a whole number` });
    }
  }
  return failures;
}

/** Reads the provider's inputs; what is left out comes from the environment, as with libpq. Throws where the authority's file cannot be read. */
export function readConfiguration(inputs: Properties, environment: NodeJS.ProcessEnv): Configuration {
  const [failure] = configurationFailures(inputs);
  if (failure !== undefined) throw new Error(`${failure.path}: ${failure.reason}`);
  const mode = tlsMode(inputs) ?? environment["PGSSLMODE"] ?? DEFAULT_TLS_MODE;
  const password = given(inputs, "password") ?? environment["PGPASSWORD"];
  const authority = given(inputs, "sslrootcert");
  const seconds = Number(given(inputs, "connectTimeout") ?? DEFAULT_CONNECT_TIMEOUT);
  return {
    settings: {
      host: given(inputs, "host") ?? environment["PGHOST"] ?? "localhost",
      port: Number(given(inputs, "port") ?? environment["PGPORT"] ?? 5432),
      user: given(inputs, "username") ?? environment["PGUSER"] ?? "postgres",
      database: given(inputs, "database") ?? environment["PGDATABASE"] ?? "postgres",
      tlsMode: isTlsMode(mode) ? mode : DEFAULT_TLS_MODE,
      applicationName: "local stand-in for pulumi-resource-postgresql",
      connectTimeout: seconds * 1000,
      ...(password === undefined ? {} : { password }),
      ...(authority === undefined ? {} : { ca: readFileSync(authority, "utf8") }),
    },
    superuser: given(inputs, "superuser") !== "false",
  };
}

function tlsMode(inputs: Properties): string | undefined {
  return given(inputs, "sslmode") ?? given(inputs, "sslMode");
}

function isTlsMode(text: string): text is TlsMode {
  return (TLS_MODES as readonly string[]).includes(text);
}

/** A provider's input as text: what isn't a string travels as JSON. An empty one counts as left out. */
function given(inputs: Properties, name: string): string | undefined {
  const value = inputs[name];
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  return text === "" || text === "null" ? undefined : text;
}
