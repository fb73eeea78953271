import type { ServerCertificate } from "../../postgres/connect/server-certificate";
import type { Passes } from "../../postgres/expression/constant";
import type { PolicyFinding } from "../../postgres/expression/types";
import { PUBLIC } from "../../postgres/model/acl";
import { type Privilege, privilegeSet } from "../../postgres/model/privileges";
import type { Policy } from "../../postgres/model/row-security";
import type { ObjectRef } from "../facts/object-ref";
import type { DatabaseFact, FunctionFact, RewriteRuleFact, TableFact, ViewFact } from "../facts/objects";
import type { DefaultPrivilegeFact, GrantFact } from "../facts/privileges";
import type { MembershipFact, RoleFact } from "../facts/roles";
import type {
  CertificateFact,
  ConnectionFact,
  HbaFact,
  IdentMapFact,
  SessionFact,
  SettingFact,
} from "../facts/server";

/** Facts of a hardened database, each of which no rule objects to. A proof changes one property. */

export const DATABASE = "shop";

/** A login role with nothing that it does not need. */
export function role(change: Partial<RoleFact> = {}): RoleFact {
  return {
    name: "app",
    bootstrap: false,
    login: true,
    superuser: false,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    connectionLimit: 20,
    password: "scram-sha-256",
    settings: { statement_timeout: "30s", idle_in_transaction_session_timeout: "60s" },
    ...change,
  };
}

/** A membership through which rights flow. */
export function membership(change: Partial<MembershipFact> = {}): MembershipFact {
  return { role: "app_rw", member: "app", admin: false, inherit: true, set: true, ...change };
}

/** A reference to a relation of schema `app`. */
export function relation(name: string, kind = "table"): ObjectRef {
  return { kind, database: DATABASE, schema: "app", name };
}

/** What the application may do with a table. */
export function grant(change: Partial<GrantFact> = {}): GrantFact {
  return {
    object: relation("orders"),
    grantee: "app",
    privileges: privileges("SELECT", "INSERT", "UPDATE", "DELETE"),
    grantable: 0,
    owner: "owner",
    ...change,
  };
}

/** A set of privileges by name. */
export function privileges(...names: Privilege[]): number {
  return privilegeSet(names);
}

/** What the application will be granted on tables to come. */
export function defaultPrivilege(change: Partial<DefaultPrivilegeFact> = {}): DefaultPrivilegeFact {
  return {
    database: DATABASE,
    owner: "owner",
    schema: "app",
    kind: "tables",
    grantee: "app",
    privileges: privileges("SELECT"),
    grantable: 0,
    builtIn: false,
    ...change,
  };
}

/** A policy that binds the application to its tenant. */
export function policy(change: Partial<Policy> = {}): Policy {
  return {
    name: "tenant",
    permissive: true,
    command: "ALL",
    roles: ["app"],
    using: TENANT_EXPRESSION,
    withCheck: TENANT_EXPRESSION,
    ...change,
  };
}

/** What the conditions `true` and `false` let through, as a reader tells it of the policies of a table. */
export const PASSES: ReadonlyMap<string, Passes> = new Map([
  ["true", "always"],
  ["false", "never"],
]);

/** What the judge of policies says where it finds a trap. */
export function judgedPolicy(id: string): PolicyFinding {
  return {
    id,
    policy: "tenant",
    clause: "using",
    sentence: "USING has a trap",
    fix: "write it anew",
    waivable: true,
  };
}

/** As `pg_get_expr` prints the recommended expression. */
export const TENANT_EXPRESSION =
  "(tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS \"nullif\"))";

/** A tenant's table, fully protected. */
export function table(change: Partial<TableFact> = {}): TableFact {
  return {
    object: relation("orders"),
    owner: "owner",
    partition: false,
    partitioned: false,
    declaredTenant: false,
    rowSecurity: {
      enabled: true,
      forced: true,
      policies: [policy(), policy({ name: "owner", roles: ["owner"], using: "true", withCheck: "true" })],
      passes: PASSES,
    },
    columns: [
      { name: "tenant_id", notNull: true },
      { name: "id", notNull: true },
    ],
    leadingIndexColumns: ["tenant_id"],
    ...change,
  };
}

/** A view over the tenant's table that checks everything as its caller. */
export function view(change: Partial<ViewFact> = {}): ViewFact {
  return {
    object: relation("open_orders", "view"),
    owner: "owner",
    securityInvoker: true,
    reads: ["shop:table app.orders"],
    ...change,
  };
}

/** A function that runs as its owner and says where it looks for names. */
export function definer(change: Partial<FunctionFact> = {}): FunctionFact {
  return {
    object: { kind: "function", database: DATABASE, schema: "app", name: "total", args: "uuid" },
    owner: "owner",
    securityDefiner: true,
    settings: ["search_path=pg_catalog, app, pg_temp"],
    ...change,
  };
}

/** A rule (CREATE RULE) that leaves every write as it is. */
export function tableRule(change: Partial<RewriteRuleFact> = {}): RewriteRuleFact {
  return {
    database: DATABASE,
    name: "quiet",
    table: { schema: "app", name: "orders" },
    owner: "owner",
    event: "INSERT",
    instead: false,
    conditional: false,
    runsStatements: false,
    enabled: true,
    ...change,
  };
}

/** A protected database. */
export function database(change: Partial<DatabaseFact> = {}): DatabaseFact {
  return { name: DATABASE, owner: "owner", protected: true, ...change };
}

/** A setting. */
export function setting(name: string, value: SettingFact["value"]): SettingFact {
  return { name, value };
}

/** An encrypted line for one role, one database and one network. */
export function hba(change: Partial<HbaFact> = {}): HbaFact {
  return {
    line: 1,
    type: "hostssl",
    databases: ["shop"],
    users: ["app"],
    address: "10.0.0.0",
    netmask: "255.255.255.0",
    method: "scram-sha-256",
    options: [],
    error: null,
    ...change,
  };
}

/** A line of pg_ident.conf that lets one user of another system in as one role. */
export function identMap(change: Partial<IdentMapFact> = {}): IdentMapFact {
  return { line: 1, map: "staff", system: "alice", role: "app", error: null, ...change };
}

/** A provider that proves whom it talks to. */
export function connection(change: Partial<ConnectionFact> = {}): ConnectionFact {
  return {
    origin: {
      urn: "urn:pulumi:dev::shop::pulumi:providers:palisade::server",
      type: "pulumi:providers:palisade",
      name: "server",
    },
    provider: "palisade",
    host: "db.example.com",
    tlsMode: "verify-full",
    defaultTlsMode: "verify-full",
    verifiedByScheme: false,
    ...change,
  };
}

/** Encrypted sessions of the application. */
export function session(change: Partial<SessionFact> = {}): SessionFact {
  return { user: "app", database: DATABASE, address: "10.0.0.7", encrypted: true, count: 3, ...change };
}

/** A certificate of an authority, far from its end. */
export function certificate(change: Partial<ServerCertificate> = {}): CertificateFact {
  return {
    shown: {
      subject: "CN=db.example.com",
      selfSigned: false,
      validTo: "2027-12-20T00:00:00.000Z",
      ...change,
    },
  };
}

export { PUBLIC };
