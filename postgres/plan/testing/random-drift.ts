import fc from "fast-check";
import type { Session } from "../../connect/session";
import { quoteIdentifier } from "../../sql/quote";
import { PRIVILEGES_OF_KIND } from "../kinds";
import {
  COLUMNS,
  grantWordOf,
  isRelation,
  type RandomObject,
  type RandomPlace,
  target,
  wordOf,
} from "./random-scene";

/** Something that somebody did to the database behind the declaration's back. */
export interface Drift {
  readonly sql: string;
  /** Made as this role, which may lack the right: then nothing happens. */
  readonly as?: string;
}

/**
 * Grants, revocations, also from an owner, grants passed on, columns, memberships, owners, default privileges,
 * attributes and settings of roles, and the same on what lies in no schema. Where the managing role is no superuser, nothing that only a superuser could undo.
 */
export function randomDrift(
  objects: readonly RandomObject[],
  schema: string,
  { roles, outside, major }: RandomPlace,
): fc.Arbitrary<Drift[]> {
  const { manager } = roles;
  const database = quoteIdentifier(outside.find(({ kind }) => kind === "database")?.name ?? "");
  const role = fc.constantFrom(...roles.members).map(quoteIdentifier);
  const grantee = fc.oneof(role, fc.constant("PUBLIC"));
  const inSchema = fc.constantFrom(...objects);
  const object = fc.oneof(
    { weight: 2, arbitrary: inSchema },
    { weight: 1, arbitrary: fc.constantFrom(...outside) },
  );
  const privilege = ({ kind }: RandomObject) =>
    fc.constantFrom(...PRIVILEGES_OF_KIND[kind].filter((name) => name !== "MAINTAIN" || major >= 17));
  const on = (one: RandomObject) => `ON ${grantWordOf(one.kind)} ${target(schema, one)}`;
  const drift: fc.Arbitrary<Drift>[] = [
    object.chain((one) =>
      fc.tuple(privilege(one), grantee).map(([name, who]) => ({ sql: `GRANT ${name} ${on(one)} TO ${who}` })),
    ),
    object.chain((one) =>
      fc
        .tuple(privilege(one), role)
        .map(([name, who]) => ({ sql: `GRANT ${name} ${on(one)} TO ${who} WITH GRANT OPTION` })),
    ),
    object.chain((one) =>
      fc
        .tuple(privilege(one), grantee, fc.constantFrom(...roles.members))
        .map(([name, who, as]) => ({ sql: `GRANT ${name} ${on(one)} TO ${who}`, as })),
    ),
    object.chain((one) =>
      fc
        .tuple(privilege(one), grantee)
        .map(([name, who]) => ({ sql: `REVOKE ${name} ${on(one)} FROM ${who} CASCADE` })),
    ),
    defaults(schema, roles, grantee, major),
    fc
      .constantFrom("SET work_mem TO '8MB'", "SET statement_timeout TO '1h'", "CONNECTION LIMIT 77")
      .map((what) => ({ sql: `ALTER DATABASE ${database} ${what}` })),
    role.map((who) => ({ sql: `ALTER DATABASE ${database} OWNER TO ${who}` })),
    role.map((who) => ({ sql: `ALTER SCHEMA ${quoteIdentifier(schema)} OWNER TO ${who}` })),
    // Downwards only, as declared memberships are: a circle is refused by the plan, in the modes that take nothing.
    fc.tuple(fc.nat(), fc.integer({ min: 1, max: roles.members.length - 1 })).map(([number, member]) => {
      const [group, who] = [number % member, member].map((index) =>
        quoteIdentifier(roles.members[index] ?? ""),
      );
      return { sql: `GRANT ${group} TO ${who}`, ...(manager === undefined ? {} : { as: manager }) };
    }),
    inSchema.chain((one) =>
      role.map((who) => ({ sql: `ALTER ${wordOf(one.kind)} ${target(schema, one)} OWNER TO ${who}` })),
    ),
    object.chain((one) =>
      fc.tuple(privilege(one), fc.constantFrom(roles.owner, roles.other)).map(([name, who]) => ({
        sql: `REVOKE ${name} ${on(one)} FROM ${quoteIdentifier(who)}`,
      })),
    ),
    fc
      .tuple(role, fc.constantFrom("CREATEDB", "CREATEROLE", "SET work_mem TO '8MB'"))
      .map(([who, what]) => ({ sql: `ALTER ROLE ${who} ${what}` })),
    fc.tuple(role, fc.constantFrom("USAGE", "CREATE")).map(([who, name]) => ({
      sql: `GRANT ${name} ON SCHEMA ${quoteIdentifier(schema)} TO ${who}`,
    })),
  ];
  if (manager === undefined)
    drift.push(
      role.map((who) => ({ sql: `GRANT pg_read_all_data TO ${who}` })),
      role.map((who) => ({ sql: `ALTER ROLE ${who} REPLICATION` })),
    );
  const relations = objects.filter(({ kind }) => isRelation(kind));
  if (relations.length > 0)
    drift.push(
      // The row type.
      fc
        .tuple(fc.constantFrom(...relations), fc.constantFrom("GRANT", "REVOKE"), grantee)
        .map(([one, verb, who]) => ({
          sql: `${verb} USAGE ON TYPE ${target(schema, one)} ${verb === "GRANT" ? "TO" : "FROM"} ${who}`,
        })),
      fc
        .tuple(
          fc.constantFrom(...relations),
          fc.constantFrom("SELECT", "INSERT", "UPDATE"),
          fc.constantFrom(...COLUMNS),
          grantee,
          fc.option(fc.constantFrom(...roles.members), { nil: undefined }),
        )
        .map(([one, name, column, who, as]) => ({
          sql: `GRANT ${name} (${quoteIdentifier(column)}) ${on(one)} TO ${who}`,
          ...(as === undefined ? {} : { as }),
        })),
    );
  return fc.array(fc.oneof(...drift), { maxLength: 10 });
}

/** What the owner, or a declared role that is none, gives in advance or no longer gives: in the schema or everywhere. */
function defaults(
  schema: string,
  { owner, members }: RandomPlace["roles"],
  grantee: fc.Arbitrary<string>,
  major: number,
): fc.Arbitrary<Drift> {
  const kinds = ["TABLES", "SEQUENCES", "FUNCTIONS", "TYPES"];
  const everywhere = [...kinds, "SCHEMAS", ...(major >= 18 ? ["LARGE OBJECTS"] : [])];
  return fc
    .record({
      by: fc.constantFrom(owner, owner, owner, ...members),
      here: fc.boolean(),
      verb: fc.constantFrom("GRANT", "GRANT", "REVOKE"),
      option: fc.boolean(),
      grantee,
    })
    .chain((one) =>
      fc.constantFrom(...(one.here ? kinds : everywhere)).map((kind) => {
        const place = one.here ? ` IN SCHEMA ${quoteIdentifier(schema)}` : "";
        const option = one.verb === "GRANT" && one.option ? " WITH GRANT OPTION" : "";
        return {
          sql: `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(one.by)}${place} ${one.verb} ALL ON ${kind} ${one.verb === "GRANT" ? "TO" : "FROM"} ${one.grantee}${option}`,
        };
      }),
    );
}

/** Does it. What the server refuses is no drift. */
export async function makeDrift(session: Session, drifts: readonly Drift[]): Promise<void> {
  for (const { sql, as } of drifts) {
    await session.query("BEGIN");
    try {
      if (as !== undefined) await session.query(`SET LOCAL ROLE ${quoteIdentifier(as)}`);
      await session.query(sql);
      await session.query("COMMIT");
    } catch {
      await session.query("ROLLBACK");
    }
  }
}
