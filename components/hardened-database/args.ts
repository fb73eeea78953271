import type * as pulumi from "@pulumi/pulumi";
import type { FurtherAccessArgs } from "../../provider/sdk/access-args";
import type { ProofTerms } from "../../provider/sdk/proof";
import type { AuditorRoleArgs } from "../auditor/args";
import type { LoginRoleArgs } from "../role-set/args";
import type { TenantChoices } from "../tenant-isolation/args";

/** Where the server is, as the roles' connection strings say it. */
export interface ServerArgs {
  /** Host name or address. It must be a name in the server's certificate. */
  host: pulumi.Input<string>;
  /** The port. @default 5432 */
  port?: pulumi.Input<number>;
  /** Whether the server speaks TLS. Then every connection string has `sslmode=verify-full`, otherwise `sslmode=disable`. @default true */
  tls?: pulumi.Input<boolean>;
  /** The file, on the clients' machines, with the certificate of the authority that signed the server's. @default none: the client's own list */
  caFile?: pulumi.Input<string>;
}

/** Tenants that share tables. */
export interface TenantsArgs extends TenantChoices {
  /** The schemas whose tables hold rows of several tenants. @default all of the database's schemas */
  schemas?: string[];
}

/** The database's login roles. */
export interface DatabaseRolesArgs {
  /** Owns the database, its schemas and what migrations create. */
  owner?: LoginRoleArgs;
  /** The application's. */
  app?: LoginRoleArgs;
  /** For reports and people. */
  readonly?: LoginRoleArgs;
}

/**
 * The attack suite, run as the application and as the reading role in a transaction that is rolled back. An attack that
 * gets through fails the update; `waive` lets one be, by name and with a reason. What could not be tried is a warning
 * here, and with `allowNotRun: false` fails the update as well.
 */
export interface DatabaseProofArgs extends ProofTerms {
  /** Whether there is a proof at all. @default true */
  enabled?: boolean;
}

/** A database with everything that hardens it. */
export interface HardenedDatabaseArgs {
  /** The database's name. */
  database: pulumi.Input<string>;
  /** The schemas to create, and the order in which unqualified names are looked up. `public` stays closed. */
  schemas: string[];
  /** Where clients find the server. */
  server: ServerArgs;
  /** Row-level security by tenant; `{}` for the defaults. @default none: every session sees every row */
  tenants?: TenantsArgs;
  /** Other names and limits for the roles. @default the database's name with `_owner`, `_app` and `_readonly` */
  roles?: DatabaseRolesArgs;
  /** The login role that `palisade audit` logs in as; `{}` for the defaults. @default none */
  auditor?: AuditorRoleArgs;
  /** Privileges by rule, denials, grantees of other tools, settings of the database. @default none */
  access?: FurtherAccessArgs;
  /** The attack suite at the end of every update that changed something. `{ enabled: false }` leaves it out. @default as {@link DatabaseProofArgs} says */
  proof?: DatabaseProofArgs;
  /** `LC_COLLATE`. A change replaces the database. @default "C": sorts by bytes, on every system alike */
  lcCollate?: pulumi.Input<string>;
  /** `LC_CTYPE`. A change replaces the database. @default "C": upper and lower case of ASCII only */
  lcCtype?: pulumi.Input<string>;
  /** Refuses to delete the database, and what it is protected by, for as long as this is true. @default true */
  protect?: boolean;
}

/** What somebody needs to connect as one of the roles. */
export interface RoleConnection {
  /** The role's name. */
  username: pulumi.Output<string>;
  /** A secret. */
  password: pulumi.Output<string>;
  /** A secret: `postgresql://…?sslmode=verify-full`. */
  connectionString: pulumi.Output<string>;
}
