import type { Session } from "../../../../postgres/connect/session";
import { type GrantKind, PRIVILEGES_OF_KIND } from "../../../../postgres/plan/kinds";

/** An object as the server's has_…_privilege names it: `app.orders`, `app.add(integer)`, the OID of a large object. */
export interface Asked {
  readonly kind: GrantKind;
  readonly name: string;
}

const QUESTIONS: Readonly<Partial<Record<GrantKind, string>>> = {
  schema: "has_schema_privilege",
  sequences: "has_sequence_privilege",
  functions: "has_function_privilege",
  securityDefinerFunctions: "has_function_privilege",
  types: "has_type_privilege",
  largeObjects: "has_largeobject_privilege",
};

const GRANT_OPTION = " WITH GRANT OPTION";

/**
 * What a role has on each object, as the server answers: every privilege of its kind is asked for, with the grant option
 * and without, and what is had is listed as a declaration lists it.
 */
export async function heldPrivileges(
  session: Session,
  major: number,
  role: string,
  objects: readonly Asked[],
): Promise<Record<string, string[]>> {
  const result: Record<string, string[]> = {};
  for (const { kind, name } of objects) {
    const question = QUESTIONS[kind] ?? "has_table_privilege";
    const known = PRIVILEGES_OF_KIND[kind].filter((privilege) => privilege !== "MAINTAIN" || major >= 17);
    const asked = known.flatMap((privilege) => [`${privilege}${GRANT_OPTION}`, privilege]);
    const object = kind === "largeObjects" ? `'${name}'::oid` : `'${name}'`;
    const [row] = await session.query<Record<string, boolean>>(
      `SELECT ${asked.map((privilege) => `${question}($1, ${object}, '${privilege}') AS "${privilege}"`).join(", ")}`,
      [role],
    );
    result[`${kind} ${name}`] = known.flatMap((privilege) => {
      if (row?.[`${privilege}${GRANT_OPTION}`] === true) return [`${privilege}${GRANT_OPTION}`];
      return row?.[privilege] === true ? [privilege] : [];
    });
  }
  return result;
}

/** The same as it should be: the privileges of each object's kind. */
export function meantPrivileges(
  objects: readonly Asked[],
  privileges: Readonly<Partial<Record<GrantKind, readonly string[]>>>,
): Record<string, readonly string[]> {
  return Object.fromEntries(objects.map(({ kind, name }) => [`${kind} ${name}`, privileges[kind] ?? []]));
}
