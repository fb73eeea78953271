import { resolve } from "node:path";
import type { ProviderArgs as PostgresProviderArgs } from "@pulumi/postgresql";
import type { HardenedDatabaseArgs } from "../components";
import { hardenedDatabaseRules } from "../components/hardened-database/rules";
import type { ProviderArgs } from "../provider/sdk/provider";
import type { StackConfig } from "./schema";

/** What the program makes, as plain arguments. */
export interface Topology {
  /** The front door's name in the stack; its children are called after it. */
  readonly name: string;
  readonly postgres: PostgresProviderArgs;
  readonly palisade: ProviderArgs;
  readonly database: HardenedDatabaseArgs;
}

/** How long a provider waits for a connection; the official one's own default is three minutes. */
const CONNECT_SECONDS = 15;

/** Configuration → arguments. Pure. Relative paths count from the project's folder, wherever a plugin is started. */
export function topology(config: StackConfig, projectFolder: string): Topology {
  const { host, port, adminUser, adminPassword, adminTlsMode } = config;
  const caFile = config.caFile === undefined ? undefined : resolve(projectFolder, config.caFile);
  return {
    name: config.database,
    postgres: {
      host,
      port,
      username: adminUser,
      password: adminPassword,
      superuser: config.adminSuperuser,
      sslmode: adminTlsMode,
      ...(caFile === undefined ? {} : { sslrootcert: caFile }),
      connectTimeout: CONNECT_SECONDS,
    },
    palisade: {
      host,
      port,
      username: adminUser,
      password: adminPassword,
      tlsMode: adminTlsMode,
      ...(caFile === undefined ? {} : { caCertificateFile: caFile }),
      connectTimeout: CONNECT_SECONDS,
    },
    database: databaseArgs(config, caFile),
  };
}

function databaseArgs(config: StackConfig, caFile: string | undefined): HardenedDatabaseArgs {
  const { database, schemas, host, port, tenants, roles, auditor, proof, protect } = config;
  return {
    database,
    schemas,
    server: {
      host,
      port,
      tls: config.adminTlsMode !== "disable",
      ...(caFile === undefined ? {} : { caFile }),
    },
    ...(tenants === undefined ? {} : { tenants: present(tenants) }),
    ...(roles === undefined ? {} : { roles: present(roles) }),
    // Only a superuser can let the auditor read the configuration files.
    ...(auditor === undefined
      ? {}
      : { auditor: { configurationFiles: config.adminSuperuser, ...present(auditor) } }),
    ...(proof === undefined ? {} : { proof: present(proof) }),
    protect,
  } as HardenedDatabaseArgs;
}

/** Without the properties that are `undefined`, at every depth. */
function present<T extends object>(value: T): T {
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => [
      key,
      typeof inner === "object" && inner !== null && !Array.isArray(inner) ? present(inner) : inner,
    ]);
  return Object.fromEntries(entries) as T;
}

/** Where the component's arguments stand in the configuration; the others have the same place in both. */
const PLACES: Readonly<Record<string, string>> = { "server.host": "host", "server.port": "port" };

/**
 * What the component's own rules say about a configuration that may lack parts: those that were found wrong already.
 * The rules' paths are turned into the configuration's.
 */
export function meaningProblems(
  config: Readonly<Record<string, unknown>>,
): { path: (string | number)[]; problem: string }[] {
  const { database, schemas, host, port, tenants, roles, auditor } =
    config as unknown as Partial<StackConfig>;
  const args = {
    database,
    schemas: schemas ?? ["app"],
    server: { host, port },
    ...(tenants === undefined ? {} : { tenants }),
    ...(roles === undefined ? {} : { roles: present(roles) }),
    ...(auditor === undefined ? {} : { auditor: present(auditor) }),
  } as unknown as HardenedDatabaseArgs;
  return hardenedDatabaseRules(args).flatMap(({ path, value, judge }) => {
    const problem = judge(value);
    return problem === undefined ? [] : [{ path: segments(PLACES[path] ?? path), problem }];
  });
}

/** `tenants.schemas[1]` → `["tenants", "schemas", 1]` */
function segments(path: string): (string | number)[] {
  return path
    .split(/[.[\]]/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
