import * as pulumi from "@pulumi/pulumi";
import { validate } from "../validation";
import type { RoleAssertionArgs, RoleLogin, RoleSetArgs } from "./args";
import { loginRole } from "./login-role";
import { limitOf, ROLE_PARTS, type RolePart } from "./parts";
import { nameOfRole, roleSetRules } from "./rules";
import { roleAssertion } from "./settings";

/**
 * The login roles of one database: an owner for migrations, an application role, a role that only reads. None has an
 * attribute that it does not need, each has a connection limit and a password drawn at random, of which the server only
 * ever sees a SCRAM-SHA-256 verifier.
 *
 * What belongs to a role in one database (timeouts, search_path), its memberships, and what it must not become, is not set
 * here but handed out as `assertions`, for the `SchemaAccess` of that database.
 */
export class RoleSet extends pulumi.ComponentResource {
  /** Owns the schemas and what migrations create in them. */
  readonly owner: RoleLogin;
  /** The application's. */
  readonly app: RoleLogin;
  /** For reports and people. */
  readonly readonly: RoleLogin;
  /** Role name → what is asserted about it. */
  readonly assertions: pulumi.Output<Record<string, RoleAssertionArgs>>;

  constructor(name: string, args: RoleSetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:index:RoleSet", name, {}, opts);
    const gate = validate(this, roleSetRules(args));

    const made = new Map(
      ROLE_PARTS.map((part) => {
        const given = args[part.key] ?? {};
        const role = loginRole(this, `${name}-${part.key}`, {
          username: gate(nameOfRole(args, part)),
          connectionLimit: limitOf(part, given),
          passwordVersion: given.passwordVersion,
        });
        return [part.key, role];
      }),
    );
    const login = (key: RolePart["key"]): RoleLogin => {
      const found = made.get(key);
      if (found === undefined) throw new Error(`no part is called ${key}`);
      return found;
    };
    this.owner = login("owner");
    this.app = login("app");
    this.readonly = login("readonly");
    this.assertions = pulumi
      .all(
        ROLE_PARTS.map((part) =>
          pulumi.all([login(part.key).username, roleAssertion(part, args[part.key] ?? {}, args.searchPath)]),
        ),
      )
      .apply((entries) => Object.fromEntries(entries));

    this.registerOutputs({
      owner: this.owner,
      app: this.app,
      readonly: this.readonly,
      assertions: this.assertions,
    });
  }
}
