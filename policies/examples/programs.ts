/**
 * Programs with Palisade that several rules show: what to write so that a finding cannot come about. They are compiled by a
 * test, as part of the pages about the rules.
 */

/** Grants that are declared, and nothing else. */
export const DECLARED_GRANTS = `import * as palisade from "pulumi-palisade";

// What is not declared is revoked, from PUBLIC too, for objects to come as well.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  databasePrivileges: { shop_app: ["CONNECT"] },
  schemas: { app: { roles: { shop_app: { profiles: ["readwrite"] } } } },
});`;

/** Tenants kept apart by row-level security. */
export const ISOLATED_TENANTS = `import * as palisade from "pulumi-palisade";

// Every table with the column tenant_id: ENABLE, FORCE, one policy for the tenant and one for the owner.
new palisade.TenantIsolation("shop", {
  database: "shop",
  schemas: ["app"],
  owner: "shop_owner",
  tenantRoles: ["shop_app"],
});`;

/** The front door: a database with everything about it. */
export const HARDENED_DATABASE = `import * as palisade from "pulumi-palisade";

// Protected against deletion, owned by a role that cannot be mistaken for the application.
new palisade.HardenedDatabase("shop", {
  database: "shop",
  schemas: ["app"],
  server: { host: "db.example.com" },
});`;

/** Login roles whose passwords nobody chose. */
export const ROLES_WITH_VERIFIERS = `import * as palisade from "pulumi-palisade";

// Passwords are drawn at random; the server gets their SCRAM verifiers and nothing else.
new palisade.RoleSet("shop", { prefix: "shop", searchPath: ["app"] });`;

/** A connection that proves the server. */
export const VERIFIED_CONNECTION = `import * as pulumi from "@pulumi/pulumi";
import * as palisade from "pulumi-palisade";

// verify-full is the default.
new palisade.Provider("palisade", {
  host: "db.example.com",
  username: "admin",
  password: new pulumi.Config().requireSecret("adminPassword"),
  caCertificateFile: "root.crt",
});`;

/** A role without any attribute but LOGIN. */
export const PLAIN_ROLE = `import * as palisade from "pulumi-palisade";

// An attribute that is not written is one that the role must not have.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: {} },
  roles: { shop_app: {} },
});`;

/** A role that is a member of nothing. */
export const MEMBER_OF_NOTHING = `import * as palisade from "pulumi-palisade";

// A member of nothing: whatever it was made a member of is revoked.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: {} },
  roles: { shop_app: { memberOf: [] } },
});`;

/** Settings that are declared, and no others. */
export const DECLARED_SETTINGS = `import * as palisade from "pulumi-palisade";

// A setting of the role or of the database that is not written is taken away.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: {} },
  roles: { shop_app: { settings: { search_path: "app, pg_temp" } } },
  databaseSettings: { idle_in_transaction_session_timeout: "1min" },
});`;

/** A schema that requests reach from outside, closed to the roles that they run as. */
export const DENIED_TO_REQUESTS = `import * as palisade from "pulumi-palisade";

// Takes it from the roles of requests and leaves everything else as it is.
new palisade.Access("requests", {
  database: "shop",
  owner: "shop_owner",
  mode: "additive",
  schemas: { public: {} },
  denials: [
    {
      from: ["anon", "authenticated"],
      fromPublic: true,
      on: [
        { kind: "tables", schema: "public" },
        { kind: "views", schema: "public" },
      ],
    },
  ],
});`;

/** A schema in which nobody but the owner owns anything. */
export const OWNED_OBJECTS = `import * as palisade from "pulumi-palisade";

// What others own in the schema, functions too, is given to its owner, which is no superuser.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: { roles: { shop_app: { profiles: ["readwrite"] } } } },
});`;

/** A role that nobody logs in as any more. */
export const LOCKED_ROLE = `import * as palisade from "pulumi-palisade";

// The role stays, with what it owns, and nobody logs in as it.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: { app: {} },
  roles: { shop_app: { login: false } },
});`;

/** Tables without the views over them. */
export const VIEWS_WITHHELD = `import * as palisade from "pulumi-palisade";

// Tables alone: what is not written, such as views, is withheld.
new palisade.Access("shop", {
  database: "shop",
  owner: "shop_owner",
  schemas: {
    app: {
      roles: { shop_app: { schema: ["USAGE"], tables: ["SELECT", "INSERT", "UPDATE", "DELETE"] } },
    },
  },
});`;

/** What clients connect with. */
export const CLIENTS = `import * as palisade from "pulumi-palisade";

const shop = new palisade.HardenedDatabase("shop", {
  database: "shop",
  schemas: ["app"],
  server: { host: "db.example.com" },
});

// With sslmode=verify-full, for the application's configuration.
export const url = shop.app.connectionString;`;
