import type * as pulumi from "@pulumi/pulumi";

/** One login role. */
export interface LoginRoleArgs {
  /** The role's name. @default the prefix and the part the role plays, for example `shop_owner` */
  name?: pulumi.Input<string>;
  /** Sessions at a time, over all databases. @default owner 5, app 50, readonly 10 */
  connectionLimit?: pulumi.Input<number>;
  /** How long one statement may take; `0` for no limit. @default app "30s", readonly "5min", owner "1d": a migration may rightly take hours, but none runs for ever */
  statementTimeout?: pulumi.Input<string>;
  /** How long to wait for a lock, so that a waiting ALTER TABLE never queues the application behind it. @default "5s" */
  lockTimeout?: pulumi.Input<string>;
  /** How long a transaction may sit idle, holding its locks. @default app and readonly "60s", owner "10min" */
  idleInTransactionTimeout?: pulumi.Input<string>;
  /** Roles whose member it is, beside none: `pg_monitor` and the like. Whoever else made it a member is undone at the next update. @default none */
  memberOf?: pulumi.Input<string>[];
  /** Roles that are its members, such as people's own logins in `readonly`. All others are taken out at the next update. @default none */
  members?: pulumi.Input<string>[];
  /** Any text; another one draws another password at the next update. @default none */
  passwordVersion?: pulumi.Input<string>;
}

/** The three login roles of one database. */
export interface RoleSetArgs {
  /** What the default names begin with; usually the database's name. */
  prefix: pulumi.Input<string>;
  /** The schemas in which unqualified names are looked up, in this order. */
  searchPath: pulumi.Input<string>[];
  /** Owns the schemas and what migrations create in them. */
  owner?: LoginRoleArgs;
  /** The application: reads and writes rows. */
  app?: LoginRoleArgs;
  /** Reports and people: reads rows. */
  readonly?: LoginRoleArgs;
}

/** What is asserted about a role in its database, in the words of `Access`. What is not written, it must not have. */
export interface RoleAssertionArgs {
  /** What its sessions in the database begin with: setting → value. */
  settings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** What its sessions in every database begin with: setting → value. @default none */
  allDatabases?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** May it log in. @default not asserted */
  login?: pulumi.Input<boolean>;
  /** Does it use the rights of the roles whose member it is without SET ROLE. @default not asserted */
  inherit?: pulumi.Input<boolean>;
  /** Sessions at a time, over all databases. @default not asserted */
  connectionLimit?: pulumi.Input<number>;
  /** The roles whose member it is. @default none */
  memberOf?: pulumi.Input<pulumi.Input<string>[]>;
  /** The roles that are its members. @default none */
  members?: pulumi.Input<pulumi.Input<string>[]>;
  /** The stack creates and drops it. @default false */
  managed?: pulumi.Input<boolean>;
}

/** What somebody needs to log in as one of the roles. */
export interface RoleLogin {
  /** The role's name. */
  username: pulumi.Output<string>;
  /** A secret. The server knows only its SCRAM verifier. */
  password: pulumi.Output<string>;
}
