import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { scramVerifier } from "../../postgres/scram";
import { type Gate, validate } from "../validation";
import type { RoleAssertionArgs, RoleLogin, RoleSetArgs } from "./args";
import { limitOf, ROLE_PARTS, type RolePart } from "./parts";
import { nameOfRole, roleSetRules } from "./rules";
import { roleAssertion } from "./settings";

/** 32 letters and digits hold 190 bits, and stand in a connection string as they are. */
const PASSWORD_LENGTH = 32;

/** PostgreSQL's own length (SCRAM_DEFAULT_SALT_LEN). */
const SALT_BYTES = 16;

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

    const made = new Map(ROLE_PARTS.map((part) => [part.key, loginRole(this, name, part, args, gate)]));
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

function loginRole(parent: RoleSet, set: string, part: RolePart, args: RoleSetArgs, gate: Gate): RoleLogin {
  const given = args[part.key] ?? {};
  const name = `${set}-${part.key}`;
  const keepers = given.passwordVersion === undefined ? {} : { keepers: { version: given.passwordVersion } };
  const password = new random.RandomPassword(
    `${name}-password`,
    { length: PASSWORD_LENGTH, special: false, ...keepers },
    { parent },
  );
  // Kept, because another salt would be another verifier at every update.
  const salt = new random.RandomBytes(`${name}-salt`, { length: SALT_BYTES, ...keepers }, { parent });
  const verifier = pulumi
    .all([password.result, salt.base64])
    .apply(([text, base64]) => scramVerifier(text, { salt: Buffer.from(base64, "base64") }));
  const username = gate(nameOfRole(args, part));
  const role = new postgresql.Role(
    name,
    {
      name: username,
      login: true,
      superuser: false,
      createDatabase: false,
      createRole: false,
      replication: false,
      bypassRowLevelSecurity: false,
      inherit: true,
      connectionLimit: limitOf(part, given),
      password: pulumi.secret(verifier),
    },
    { parent },
  );
  // The name is the declared one, known at every preview; the URN makes whatever uses it wait for the role.
  return {
    username: pulumi.all([username, role.urn]).apply(([known]) => known),
    password: pulumi.secret(password.result),
  };
}
