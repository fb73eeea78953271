import fc from "fast-check";
import type { Session } from "../../connect/session";
import type { ObjectKind } from "../../model/objects";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote";

/** One object that a rearrangement grants on. */
export interface SceneObject {
  readonly kind: ObjectKind;
  /** As GRANT … ON wants it. */
  readonly target: string;
  /** As ALTER … OWNER TO wants it; absent where the owner stays. */
  readonly owned?: string;
  readonly privileges: readonly string[];
}

/** A database with one object of every kind, for tests of effective privileges. */
export interface Scene {
  readonly major: number;
  /** Roles that exist within a rearrangement only. */
  readonly roles: readonly string[];
  readonly tablespace: string;
  readonly objects: readonly SceneObject[];
}

/** The columns of every relation of a scene. */
export const SCENE_COLUMNS = ["a", "b"] as const;

/** The table whose row security is switched. */
export const SECURED_TABLE = "app.plain";

const RELATION = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
const COLUMN = SCENE_COLUMNS.flatMap((column) =>
  ["SELECT", "INSERT", "UPDATE", "REFERENCES"].map((privilege) => `${privilege} (${column})`),
);

/** Makes the objects. Roles are made by {@link rearrange}, inside its transaction. */
export async function makeScene(session: Session, major: number): Promise<Scene> {
  const suffix = session.settings.database.replace(/^.*_/, "");
  const tablespace = `space_${suffix}`;
  await session.query("SET allow_in_place_tablespaces = on");
  await session.query(`CREATE TABLESPACE ${tablespace} LOCATION ''`);
  for (const statement of STATEMENTS) await session.query(statement);
  const [large] = await session.query<{ oid: string }>("SELECT lo_create(0)::text AS oid");
  const database = quoteIdentifier(session.settings.database);
  const table = [...RELATION, ...(major >= 17 ? ["MAINTAIN"] : [])];
  const relation = (kind: ObjectKind, target: string): SceneObject[] => [
    { kind, target: `TABLE ${target}`, owned: `TABLE ${target}`, privileges: table },
    { kind: "column", target: `TABLE ${target}`, privileges: COLUMN },
  ];
  const same = (kind: ObjectKind, target: string, privileges: readonly string[]): SceneObject => ({
    kind,
    target,
    owned: target,
    privileges,
  });
  return {
    major,
    roles: [...Array(5).keys()].map((number) => `effective_${suffix}_${number}`),
    tablespace,
    objects: [
      same("database", `DATABASE ${database}`, ["CONNECT", "TEMPORARY", "CREATE"]),
      same("schema", "SCHEMA app", ["USAGE", "CREATE"]),
      ...relation("table", "app.plain"),
      ...relation("view", "app.seen"),
      ...relation("materialized view", "app.kept"),
      ...relation("foreign table", "app.far"),
      { kind: "table", target: "TABLE pg_catalog.pg_cast", privileges: table },
      same("sequence", "SEQUENCE app.numbers", ["USAGE", "SELECT", "UPDATE"]),
      same("function", "ROUTINE app.one(integer)", ["EXECUTE"]),
      same("procedure", "ROUTINE app.act()", ["EXECUTE"]),
      same("aggregate", "ROUTINE app.total(integer)", ["EXECUTE"]),
      same("type", "TYPE app.state", ["USAGE"]),
      { kind: "domain", target: "DOMAIN app.amount", owned: "DOMAIN app.amount", privileges: ["USAGE"] },
      same("language", "LANGUAGE mine", ["USAGE"]),
      { kind: "foreign-data wrapper", target: "FOREIGN DATA WRAPPER wrap", privileges: ["USAGE"] },
      { kind: "foreign server", target: "FOREIGN SERVER away", owned: "SERVER away", privileges: ["USAGE"] },
      same("large object", `LARGE OBJECT ${large?.oid}`, ["SELECT", "UPDATE"]),
      same("tablespace", `TABLESPACE ${tablespace}`, ["CREATE"]),
      ...(major < 15
        ? []
        : [
            {
              kind: "parameter" as const,
              target: "PARAMETER log_min_messages",
              privileges: ["SET", "ALTER SYSTEM"],
            },
          ]),
    ],
  };
}

const STATEMENTS = [
  "CREATE SCHEMA app",
  "CREATE TABLE app.plain (a int, b int)",
  "CREATE VIEW app.seen AS SELECT a, b FROM app.plain",
  "CREATE MATERIALIZED VIEW app.kept AS SELECT a, b FROM app.plain",
  "CREATE FOREIGN DATA WRAPPER wrap",
  "CREATE SERVER away FOREIGN DATA WRAPPER wrap",
  "CREATE FOREIGN TABLE app.far (a int, b int) SERVER away",
  "CREATE SEQUENCE app.numbers",
  "CREATE FUNCTION app.one(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1'",
  "CREATE PROCEDURE app.act() LANGUAGE sql AS 'SELECT 1'",
  "CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer)",
  "CREATE TYPE app.state AS ENUM ('open')",
  "CREATE DOMAIN app.amount AS numeric",
  "CREATE TRUSTED LANGUAGE mine HANDLER pg_catalog.plpgsql_call_handler",
];

/** Removes what a scene leaves outside of its database, which must be gone already. */
export async function dropScene(session: Session, scene: Scene): Promise<void> {
  await session.query(`DROP TABLESPACE ${scene.tablespace}`);
}

/** What a case changes. Numbers are positions in the scene's lists; the number after the last role is PUBLIC. */
export interface Rearrangement {
  readonly attributes: readonly {
    readonly inherit: boolean;
    readonly superuser: boolean;
    readonly bypassRowSecurity: boolean;
  }[];
  /** Of {@link SECURED_TABLE}. */
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean };
  readonly memberships: readonly {
    readonly member: number;
    readonly role: number;
    readonly inherit: boolean;
    readonly set: boolean;
    readonly admin: boolean;
  }[];
  readonly predefined: readonly { readonly member: number; readonly role: string }[];
  readonly owners: readonly (number | undefined)[];
  readonly grants: readonly {
    readonly object: number;
    readonly grantee: number;
    readonly privileges: number;
    readonly option: boolean;
  }[];
  readonly revokes: readonly { readonly object: number; readonly fromOwner: boolean }[];
}

/** Random memberships, owners, grants and revocations. */
export function rearrangements(scene: Scene): fc.Arbitrary<Rearrangement> {
  const role = fc.nat(scene.roles.length - 1);
  const object = fc.nat(scene.objects.length - 1);
  const powers = ["pg_read_all_data", "pg_write_all_data", ...(scene.major >= 17 ? ["pg_maintain"] : [])];
  return fc.record({
    attributes: fc.tuple(
      ...scene.roles.map((_, number) =>
        // The last one alone may be a superuser, else half of all answers would say so.
        fc.record({
          inherit: fc.boolean(),
          bypassRowSecurity: number === 0 ? fc.boolean() : fc.constant(false),
          superuser: number === scene.roles.length - 1 ? fc.boolean() : fc.constant(false),
        }),
      ),
    ),
    memberships: fc.uniqueArray(
      fc.record({ member: role, role, inherit: fc.boolean(), set: fc.boolean(), admin: fc.boolean() }),
      { maxLength: 6, selector: ({ member, role: of }) => `${member} ${of}` },
    ),
    rowSecurity: fc.record({ enabled: fc.boolean(), forced: fc.boolean() }),
    predefined: fc.array(fc.record({ member: role, role: fc.constantFrom(...powers) }), { maxLength: 2 }),
    owners: fc.tuple(...scene.objects.map(() => fc.option(role, { nil: undefined }))),
    grants: fc.array(
      fc.record({
        object,
        grantee: fc.nat(scene.roles.length),
        privileges: fc.integer({ min: 1, max: 255 }),
        option: fc.boolean(),
      }),
      { minLength: 20, maxLength: 60 },
    ),
    revokes: fc.array(fc.record({ object, fromOwner: fc.boolean() }), { maxLength: 8 }),
  });
}

/** Carries a rearrangement out, inside the caller's transaction. */
export async function rearrange(session: Session, scene: Scene, changes: Rearrangement): Promise<void> {
  for (const statement of statementsOf(scene, changes)) await session.query(statement);
}

function* statementsOf(scene: Scene, changes: Rearrangement): Generator<string> {
  for (const [number, { inherit, superuser, bypassRowSecurity }] of changes.attributes.entries()) {
    yield `CREATE ROLE ${scene.roles[number]} ${inherit ? "INHERIT" : "NOINHERIT"} ${superuser ? "SUPERUSER" : ""} ${
      bypassRowSecurity ? "BYPASSRLS" : ""
    }`;
  }
  const { enabled, forced } = changes.rowSecurity;
  yield `ALTER TABLE ${SECURED_TABLE} ${enabled ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`;
  yield `ALTER TABLE ${SECURED_TABLE} ${forced ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`;
  for (const { member, role, inherit, set, admin } of changes.memberships) {
    if (member >= role) continue;
    const options = scene.major >= 16 ? `WITH INHERIT ${inherit}, SET ${set}, ADMIN ${admin}` : "";
    yield `GRANT ${scene.roles[role]} TO ${scene.roles[member]} ${options}`;
  }
  for (const { member, role } of changes.predefined) yield `GRANT ${role} TO ${scene.roles[member]}`;
  for (const [number, owner] of changes.owners.entries()) {
    const owned = scene.objects[number]?.owned;
    if (owned !== undefined && owner !== undefined) yield `ALTER ${owned} OWNER TO ${scene.roles[owner]}`;
  }
  for (const grant of changes.grants) {
    const { target, privileges } = scene.objects[grant.object] as SceneObject;
    const chosen = privileges.filter((_, bit) => (grant.privileges & (1 << bit)) !== 0);
    const grantee = scene.roles[grant.grantee];
    if (chosen.length === 0) continue;
    yield `GRANT ${chosen.join(", ")} ON ${target} TO ${
      grantee === undefined ? "PUBLIC" : `${grantee}${grant.option ? " WITH GRANT OPTION" : ""}`
    }`;
  }
  for (const { object, fromOwner } of changes.revokes) {
    const { target, owned, kind } = scene.objects[object] as SceneObject;
    const owner = owned === undefined ? undefined : scene.roles[changes.owners[object] ?? -1];
    if (kind === "column" || (fromOwner && owner === undefined)) continue;
    yield `REVOKE ALL ON ${target} FROM ${fromOwner ? owner : "PUBLIC"}`;
  }
}

/** A large object's `lo_open` with the mode that a privilege stands for; before PostgreSQL 18 the only way to ask. */
export function openLargeObject(oid: string, privilege: string): string {
  return `SELECT lo_open(${quoteLiteral(oid)}::oid, ${privilege === "SELECT" ? 0x40000 : 0x20000})`;
}
