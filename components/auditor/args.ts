import type * as pulumi from "@pulumi/pulumi";
import type { ServerArgs } from "../hardened-database/args";

/** The login role that `palisade audit` logs in as. */
export interface AuditorRoleArgs {
  /** The role's name. @default "palisade_auditor"; in a `HardenedDatabase` the database's name with `_auditor` */
  name?: pulumi.Input<string>;
  /** Sessions at a time, over all databases; `palisade audit --all-databases` opens one for each of its jobs. @default 5 */
  connectionLimit?: pulumi.Input<number>;
  /** How long one query may take. @default "30s", as long as the command itself waits */
  statementTimeout?: pulumi.Input<string>;
  /**
   * Whether it may read the views of pg_hba.conf and of the configuration files. Only a superuser can grant that: say
   * `false` where the managing role is none, and what those files say stays undecided. @default true
   */
  configurationFiles?: boolean;
  /** Any text; another one draws another password at the next update. @default none */
  passwordVersion?: pulumi.Input<string>;
}

/** An auditor of a server. */
export interface AuditorArgs extends AuditorRoleArgs {
  /** The database that it looks at, and that the connection string names. */
  database: pulumi.Input<string>;
  /** Further databases of the server that it looks at (`--all-databases`). @default none */
  databases?: string[];
  /** Where clients find the server. */
  server: ServerArgs;
  /**
   * Somebody else's `Access` of `database` gives the auditor its rights: hand it `grants` and `assertions`. An
   * `Access` that does not know the role takes from it what this component gave. @default false
   */
  grantedElsewhere?: boolean;
}
