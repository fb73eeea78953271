import * as pulumi from "@pulumi/pulumi";
import { Access } from "../../provider/sdk/access";
import type { AccessGrant } from "../../provider/sdk/access-args";
import { connectionStringOf } from "../hardened-database/connection-string";
import { providerRules } from "../hardened-database/rules";
import type { RoleAssertionArgs, RoleLogin } from "../role-set/args";
import { loginRole } from "../role-set/login-role";
import { validate } from "../validation";
import type { AuditorArgs } from "./args";
import { auditorAssertion, auditorGrants, limitOf } from "./rights";
import { auditorRules } from "./rules";

/** The role's name where nobody says another. */
const NAME = "palisade_auditor";

/**
 * The login role that `palisade audit` logs in as, with the least that it needs: it sees settings, sessions and
 * configuration files, may connect to its databases, holds nothing on anybody's tables, and its sessions are read-only.
 * Takes a `postgresql.Provider` and a `Provider` of Palisade for the same server in `opts.providers`.
 *
 * It gives and never takes: in each database an `Access` in mode `additive` adds the auditor's rights to what is there.
 * Where another `Access` looks after a database, that one must give them: `auditor: {}` of `HardenedDatabase` sees to it.
 */
export class Auditor extends pulumi.ComponentResource {
  /** The role's name. */
  readonly username: pulumi.Output<string>;
  /** A secret. The server knows only its SCRAM verifier. */
  readonly password: pulumi.Output<string>;
  /** A secret: `postgresql://…?sslmode=verify-full`. */
  readonly connectionString: pulumi.Output<string>;
  /** The role's name → what is asserted about it: `roles` of an `Access`. */
  readonly assertions: pulumi.Output<Record<string, RoleAssertionArgs>>;
  /** What it may do in a database: `grants` of an `Access`. */
  readonly grants: pulumi.Output<AccessGrant[]>;

  constructor(name: string, args: AuditorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:index:Auditor", name, {}, opts);
    const gate = validate(this, [...auditorRules(args), ...providerRules(this)]);

    const login: RoleLogin = loginRole(this, `${name}-role`, {
      username: gate(args.name ?? NAME),
      connectionLimit: limitOf(args),
      passwordVersion: args.passwordVersion,
    });
    this.username = login.username;
    this.password = login.password;
    this.connectionString = connectionStringOf(login, args.database, args.server);
    this.assertions = pulumi
      .all([login.username, auditorAssertion(args)])
      .apply(([username, assertion]) => ({ [username]: assertion }));
    this.grants = login.username.apply((username) => auditorGrants(username, args));

    const open = (child: string, database: pulumi.Input<string>) =>
      new Access(
        child,
        {
          database,
          // Owners are another's business: this graph declares no schema in which anybody would own anything.
          owner: login.username,
          mode: "additive",
          schemas: {},
          grants: this.grants,
          roles: this.assertions,
        },
        { parent: this },
      );
    if (args.grantedElsewhere !== true) open(`${name}-access`, args.database);
    for (const database of args.databases ?? []) open(`${name}-access-${database}`, database);

    this.registerOutputs({
      username: this.username,
      password: this.password,
      connectionString: this.connectionString,
      assertions: this.assertions,
      grants: this.grants,
    });
  }
}
