import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import type { FurtherAccessArgs } from "../../provider/sdk/access-args";
import { Proof } from "../../provider/sdk/proof";
import { Auditor } from "../auditor/auditor";
import type { RoleLogin } from "../role-set/args";
import { RoleSet } from "../role-set/role-set";
import type { SchemaAccessArgs } from "../schema-access/args";
import { SchemaAccess } from "../schema-access/schema-access";
import { TenantIsolation } from "../tenant-isolation/tenant-isolation";
import { validate } from "../validation";
import type { HardenedDatabaseArgs, RoleConnection } from "./args";
import { connectionStringOf } from "./connection-string";
import { auditorName, hardenedDatabaseRules, providerRules, roleSetArgs } from "./rules";

/**
 * The front door: one database with its roles, schemas, row-level security by tenant and access, hardened from the first
 * update on. Takes a `postgresql.Provider` and a `Provider` of Palisade for the same server in `opts.providers`.
 *
 * Order: roles, database, schemas, then row security, and privileges last, so that nothing is open before it is
 * protected; then the proof by attack. Run migrations as `owner` after an update; the next update protects and opens what they added.
 */
export class HardenedDatabase extends pulumi.ComponentResource {
  /** The database's name. */
  readonly database: pulumi.Output<string>;
  /** The schemas' names. */
  readonly schemas: pulumi.Output<string[]>;
  /** For migrations. */
  readonly owner: RoleConnection;
  /** For the application. */
  readonly app: RoleConnection;
  /** For reports and people. */
  readonly readonly: RoleConnection;
  /** For `palisade audit`; absent where the arguments ask for none. */
  readonly auditor: RoleConnection | undefined;
  /** A secret. Tenants in the form `signed`: the id of each key → the key in base64. Empty in any other form. */
  readonly signingKeys: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: HardenedDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    // Not the component's own: the engine lets no child of a protected component be unprotected, and a password must be
    // replaceable. While the database stands no role can be dropped anyway.
    const { protect: inherited, ...others } = opts ?? {};
    super("palisade:index:HardenedDatabase", name, {}, others);
    // All of the database: a destroy that stops there must not have opened it first.
    const protect = args.protect ?? inherited ?? true;
    const gate = validate(this, [...hardenedDatabaseRules(args), ...providerRules(this)]);
    const { schemas, tenants } = args;
    const database = gate(args.database);

    const roles = new RoleSet(`${name}-roles`, roleSetArgs({ ...args, database }), { parent: this });
    const { owner, app, readonly } = roles;
    const auditor =
      args.auditor === undefined
        ? undefined
        : new Auditor(
            `${name}-auditor`,
            {
              ...args.auditor,
              name: gate(auditorName(args, args.auditor)),
              database,
              server: args.server,
              grantedElsewhere: true,
            },
            { parent: this },
          );

    const made = new postgresql.Database(
      `${name}-database`,
      {
        name: database,
        owner: owner.username,
        template: "template0",
        encoding: "UTF8",
        ...(args.lcCollate === undefined ? {} : { lcCollate: args.lcCollate }),
        ...(args.lcCtype === undefined ? {} : { lcCtype: args.lcCtype }),
      },
      { parent: this, dependsOn: roles, protect },
    );
    // Dropping the database takes everything in it along; a schema alone is never dropped with what it holds.
    const created = schemas.map(
      (schema) =>
        new postgresql.Schema(
          `${name}-schema-${schema}`,
          { name: schema, database, owner: owner.username, dropCascade: false },
          { parent: this, dependsOn: made, deletedWith: made, protect },
        ),
    );

    const tenantSchemas = tenants === undefined ? [] : (tenants.schemas ?? schemas);
    const isolation =
      tenants === undefined
        ? undefined
        : new TenantIsolation(
            `${name}-tenants`,
            {
              ...tenants,
              database,
              schemas: tenantSchemas,
              owner: owner.username,
              tenantRoles: [app.username, readonly.username],
            },
            { parent: this, dependsOn: created, deletedWith: made, protect },
          );
    const access = new SchemaAccess(
      `${name}-access`,
      {
        database,
        schemas,
        tenantSchemas,
        owner: owner.username,
        app: app.username,
        readonly: readonly.username,
        ownsDatabase: true,
        ...wholeAccess(roles, args.access, auditor),
      },
      {
        parent: this,
        // Not deleted with the database: the engine would not ask it, and a role that owns something elsewhere would be
        // found out when the database has gone.
        dependsOn: isolation === undefined ? created : [isolation],
        protect,
      },
    );

    const { enabled = true, allowNotRun = true, ...terms } = args.proof ?? {};
    if (enabled) {
      new Proof(
        `${name}-proof`,
        {
          ...terms,
          allowNotRun,
          database,
          application: [app.username],
          readonly: [readonly.username],
          owners: [owner.username],
          tenantSchemas,
          // What row security leaves alone with a reason is no tenant's for the proof either.
          ...(tenants?.except === undefined ? {} : { except: tenants.except }),
        },
        // Nothing is lost with a proof, so that it can always be switched off.
        {
          parent: this,
          dependsOn: [access, ...(isolation === undefined ? [] : [isolation])],
          protect: false,
        },
      );
    }

    this.database = pulumi.output(database);
    this.schemas = pulumi.output(schemas);
    this.signingKeys = isolation?.signingKeys ?? pulumi.secret<Record<string, string>>({});
    const connection = (login: RoleLogin): RoleConnection => ({
      ...login,
      connectionString: connectionStringOf(login, database, args.server),
    });
    this.owner = connection(owner);
    this.app = connection(app);
    this.readonly = connection(readonly);
    this.auditor = auditor && {
      username: auditor.username,
      password: auditor.password,
      connectionString: auditor.connectionString,
    };
    this.registerOutputs({
      database: this.database,
      schemas: this.schemas,
      owner: this.owner,
      app: this.app,
      readonly: this.readonly,
      auditor: this.auditor,
      signingKeys: this.signingKeys,
    });
  }
}

/** What is declared beside the schemas: one graph knows every role, so that it takes nothing from the auditor. */
function wholeAccess(
  roles: RoleSet,
  access: FurtherAccessArgs | undefined,
  auditor: Auditor | undefined,
): Pick<SchemaAccessArgs, "assertions" | "access"> {
  if (auditor === undefined)
    return { assertions: roles.assertions, ...(access === undefined ? {} : { access }) };
  return {
    assertions: pulumi
      .all([roles.assertions, auditor.assertions])
      .apply(([known, more]) => ({ ...known, ...more })),
    access: {
      ...access,
      grants: pulumi.all([access?.grants ?? [], auditor.grants]).apply((grants) => grants.flat()),
    },
  };
}
