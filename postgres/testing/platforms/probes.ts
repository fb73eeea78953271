import type { Major } from "../../../test/servers";
import { quoteIdentifier } from "../../sql/quote";
import { type ProbeDatabase, SCENE } from "./scene";

/** One thing that `Access` or `RowSecurity` may have to do, and how it is tried. */
export interface Probe {
  /** What it is called in the table. */
  readonly operation: string;
  /** Of which chapter it is. */
  readonly chapter: string;
  /** @default "own" */
  readonly database?: ProbeDatabase;
  /** The first major version that knows the thing. @default 14 */
  readonly since?: Major;
  /** The statements, for the admin of this name. */
  statements(admin: string, superuser: string): readonly string[];
  /** Whose member the admin may make itself first, where it does not work at once. */
  readonly afterMembershipIn?: string;
}

const { made, other, foreign, database } = SCENE;

/** Every probe, in the order of the table. */
export const PROBES: readonly Probe[] = [
  ...privileges(),
  ...defaultPrivileges(),
  ...owners(),
  ...memberships(),
  ...roles(),
  ...settings(),
  ...rowSecurity(),
];

function privileges(): Probe[] {
  const chapter = "Privileges";
  const onAll = (schema: string) => [
    `GRANT USAGE ON SCHEMA ${schema} TO ${other}`,
    `GRANT SELECT ON ${schema}.t, ${schema}.v TO ${other}`,
    `GRANT SELECT (id) ON ${schema}.t TO ${other}`,
    `GRANT USAGE ON SEQUENCE ${schema}.s TO ${other}`,
    `REVOKE EXECUTE ON FUNCTION ${schema}.f() FROM PUBLIC`,
    `REVOKE USAGE ON TYPE ${schema}.e FROM PUBLIC`,
  ];
  const onPublic = () => [
    `GRANT USAGE ON SCHEMA public TO ${other}`,
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
  ];
  const one = (operation: string, ...statements: string[]): Probe => ({
    chapter,
    operation,
    statements: () => statements,
  });
  return [
    one("on one's own schema, tables, columns, sequences, functions, types", ...onAll("own")),
    {
      ...one("on objects of a role that one made", ...onAll("made")),
      afterMembershipIn: made,
    },
    {
      ...one("on objects of a role that somebody else made", ...onAll("theirs")),
      afterMembershipIn: foreign,
    },
    one(
      "on one's own database",
      `GRANT CONNECT ON DATABASE ${database} TO ${other}`,
      `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
    ),
    one("on schema public of one's own database", ...onPublic()),
    {
      ...one("on schema public of the database that the server came with", ...onPublic()),
      database: "home",
    },
    one("on one's own large object", `GRANT SELECT ON LARGE OBJECT 4711 TO ${other}`),
    one("on one's own foreign server", `GRANT USAGE ON FOREIGN SERVER own_server TO ${other}`),
    one(
      "on a foreign-data wrapper of the superuser",
      `GRANT USAGE ON FOREIGN DATA WRAPPER probe_wrapper TO ${other}`,
    ),
    one("on a language (plpgsql)", "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC"),
    one(
      "on functions of a trusted extension that one installed",
      "REVOKE EXECUTE ON FUNCTION own.hstore(text, text) FROM PUBLIC",
    ),
    one("on system objects", "REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC"),
    one("on a tablespace (pg_default)", `GRANT CREATE ON TABLESPACE pg_default TO ${other}`),
    {
      ...one("on a parameter", `GRANT SET ON PARAMETER log_statement TO ${other}`),
      since: 15,
    },
  ];
}

function defaultPrivileges(): Probe[] {
  const chapter = "Default privileges";
  const of = (role: string) => [
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} GRANT SELECT ON TABLES TO ${other}`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`,
  ];
  return [
    { chapter, operation: "of oneself", statements: (admin) => of(quoteIdentifier(admin)) },
    { chapter, operation: "of a role that one made", statements: () => of(made), afterMembershipIn: made },
    {
      chapter,
      operation: "of a role that somebody else made",
      statements: () => of(foreign),
      afterMembershipIn: foreign,
    },
    {
      chapter,
      operation: "of the server's superuser",
      statements: (_admin, superuser) => of(quoteIdentifier(superuser)),
    },
  ];
}

function owners(): Probe[] {
  const chapter = "Owners";
  const toMade = [`GRANT USAGE, CREATE ON SCHEMA own TO ${made}`, `ALTER TABLE own.t OWNER TO ${made}`];
  return [
    {
      chapter,
      operation: "give one's own table to a role that one made",
      statements: () => toMade,
      afterMembershipIn: made,
    },
    {
      chapter,
      operation: "take over a table of a role that one made",
      statements: (admin) => [
        `GRANT CREATE ON SCHEMA made TO ${quoteIdentifier(admin)}`,
        `ALTER TABLE made.t OWNER TO ${quoteIdentifier(admin)}`,
      ],
      afterMembershipIn: made,
    },
    {
      chapter,
      operation: "take over a table of a role that somebody else made",
      statements: (admin) => [
        `GRANT CREATE ON SCHEMA theirs TO ${quoteIdentifier(admin)}`,
        `ALTER TABLE theirs.t OWNER TO ${quoteIdentifier(admin)}`,
      ],
      afterMembershipIn: foreign,
    },
    {
      chapter,
      operation: "give one's own database to a role that one made",
      statements: () => [`ALTER DATABASE ${database} OWNER TO ${made}`],
      afterMembershipIn: made,
    },
  ];
}

function memberships(): Probe[] {
  const chapter = "Memberships";
  const inRole = (operation: string, role: string, since: Major = 14): Probe => ({
    chapter,
    operation,
    since,
    statements: () => [`GRANT ${role} TO ${other} WITH ADMIN OPTION`, `REVOKE ${role} FROM ${other} CASCADE`],
  });
  return [
    inRole("in a role that one made", made),
    inRole("in a role that somebody else made", foreign),
    {
      chapter,
      operation: "take back a membership in a role that one made, which the superuser granted",
      statements: () => [`REVOKE ${made} FROM ${foreign}`],
    },
    ...["pg_monitor", "pg_signal_backend", "pg_read_all_data", "pg_write_all_data"].map((role) =>
      inRole(`in ${role}`, role),
    ),
    inRole("in pg_checkpoint", "pg_checkpoint", 15),
    inRole("in pg_maintain", "pg_maintain", 17),
  ];
}

function roles(): Probe[] {
  const chapter = "Attributes of a role that one made";
  const one = (operation: string, ...attributes: string[]): Probe => ({
    chapter,
    operation,
    statements: () => attributes.map((attribute) => `ALTER ROLE ${made} ${attribute}`),
  });
  return [
    one(
      "LOGIN, INHERIT, CONNECTION LIMIT, VALID UNTIL, PASSWORD",
      "NOINHERIT LOGIN CONNECTION LIMIT 5 VALID UNTIL 'infinity'",
      "PASSWORD NULL",
    ),
    one("CREATEDB", "CREATEDB"),
    one("CREATEROLE", "CREATEROLE"),
    one("REPLICATION", "REPLICATION"),
    one("BYPASSRLS", "BYPASSRLS"),
    one("SUPERUSER", "SUPERUSER"),
    one("NOSUPERUSER where it is none already", "NOSUPERUSER"),
    one("NOREPLICATION NOBYPASSRLS where it has neither already", "NOREPLICATION NOBYPASSRLS"),
    {
      chapter,
      operation: "LOGIN, CONNECTION LIMIT of a role that somebody else made",
      statements: () => [`ALTER ROLE ${foreign} LOGIN CONNECTION LIMIT 5`],
    },
  ];
}

function settings(): Probe[] {
  const chapter = "Settings";
  const one = (operation: string, ...statements: string[]): Probe => ({
    chapter,
    operation,
    statements: () => statements,
  });
  return [
    one(
      "of a role that one made, everywhere and in one database",
      `ALTER ROLE ${made} SET statement_timeout TO '5s'`,
      `ALTER ROLE ${made} IN DATABASE ${database} SET statement_timeout TO '5s'`,
    ),
    one("of a role that somebody else made", `ALTER ROLE ${foreign} SET statement_timeout TO '5s'`),
    one(
      "a superuser's parameter (log_statement) for a role",
      `ALTER ROLE ${made} SET log_statement TO 'ddl'`,
    ),
    one(
      "of one's own database, of all roles in it, its connection limit",
      `ALTER DATABASE ${database} SET statement_timeout TO '5s'`,
      `ALTER ROLE ALL IN DATABASE ${database} SET lock_timeout TO '5s'`,
      `ALTER DATABASE ${database} CONNECTION LIMIT 50`,
    ),
    one("of all roles in all databases", "ALTER ROLE ALL SET lock_timeout TO '5s'"),
  ];
}

function rowSecurity(): Probe[] {
  const chapter = "Row security";
  const on = (schema: string) => [
    `ALTER TABLE ${schema}.t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY probe ON ${schema}.t TO ${other} USING (true)`,
  ];
  return [
    { chapter, operation: "on one's own table", statements: () => on("own") },
    {
      chapter,
      operation: "on a table of a role that one made",
      statements: () => on("made"),
      afterMembershipIn: made,
    },
    {
      chapter,
      operation: "on a table of a role that somebody else made",
      statements: () => on("theirs"),
      afterMembershipIn: foreign,
    },
    {
      chapter,
      operation: "security_invoker of one's own view",
      since: 15,
      statements: () => ["ALTER VIEW own.v SET (security_invoker = true)"],
    },
    {
      chapter,
      operation: "an event trigger",
      statements: () => [
        "CREATE FUNCTION own.ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER probe ON ddl_command_end EXECUTE FUNCTION own.ddl()",
      ],
    },
  ];
}
