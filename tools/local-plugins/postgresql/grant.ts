import type { Session } from "../../../postgres/connect/session";
import type { Properties } from "../../../provider/plugin/protocol";
import { standInResource, textOf, textsOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { grantee, grantFailures, OBJECT_KINDS, onObjects } from "./grant-target";
import { asMemberOf, change, unlessDatabaseIsGone, withDatabase } from "./sessions";

/** `postgresql:index/grant:Grant`; its id joins role, database, schema, type and objects with underscores. */
export const grant = standInResource<Configuration>({
  inputs: {
    role: { required: true, replace: true },
    database: { required: true, replace: true },
    objectType: { required: true, replace: true },
    schema: { replace: true },
    objects: { set: true, replace: true },
    columns: { set: true, replace: true },
    privileges: { required: true, set: true },
    withGrantOption: { default: false, replace: true },
  },
  validate: grantFailures,
  create: async (inputs, context) => {
    await change(context, textOf(inputs, "database"), (session) => regrant(session, inputs));
    return { id: idOf(inputs), outputs: inputs };
  },
  read: async (id, state, context) => {
    if (textOf(state, "role") === undefined) {
      throw new Error("a grant cannot be imported: its id does not say what it is on");
    }
    const read = (session: Session) => readPrivileges(session, state);
    const privileges = await unlessDatabaseIsGone(
      () => withDatabase(context, textOf(state, "database"), read),
      undefined,
    );
    return privileges === undefined ? null : { id, outputs: { ...state, privileges } };
  },
  update: async (_id, _state, inputs, context) => {
    await change(context, textOf(inputs, "database"), (session) => regrant(session, inputs));
    return inputs;
  },
  delete: async (_id, state, context) => {
    const revoke = async (session: Session) => {
      if (!(await roleExists(session, textOf(state, "role") ?? ""))) return;
      await asMemberOf(session, await ownersOf(session, state), async () => {
        await session.query(revokeAll(state));
      });
    };
    await unlessDatabaseIsGone(() => change(context, textOf(state, "database"), revoke), undefined);
  },
});

/** Takes everything and gives what is declared, in one transaction. */
async function regrant(session: Session, inputs: Properties): Promise<void> {
  await asMemberOf(session, await ownersOf(session, inputs), async () => {
    await session.query(revokeAll(inputs));
    const statement = grantStatement(inputs);
    if (statement !== undefined) await session.query(statement);
  });
}

/** The REVOKE that comes before every grant. */
export function revokeAll(inputs: Properties): string {
  return `REVOKE ${onObjects(inputs, revocable(inputs))} FROM ${grantee(textOf(inputs, "role") ?? "")}`;
}

function revocable(inputs: Properties): readonly string[] {
  return textOf(inputs, "objectType") === "column"
    ? (OBJECT_KINDS["column"]?.privileges ?? [])
    : ["ALL PRIVILEGES"];
}

/** The GRANT; `undefined` where the list is empty, which means: nothing. */
export function grantStatement(inputs: Properties): string | undefined {
  const privileges = textsOf(inputs, "privileges").sort();
  if (privileges.length === 0) return undefined;
  const option = inputs["withGrantOption"] === true ? " WITH GRANT OPTION" : "";
  return `GRANT ${onObjects(inputs, privileges)} TO ${grantee(textOf(inputs, "role") ?? "")}${option}`;
}

function idOf(inputs: Properties): string {
  const objectType = textOf(inputs, "objectType") ?? "";
  return [
    textOf(inputs, "role"),
    textOf(inputs, "database"),
    ...(objectType === "database" ? [] : [textOf(inputs, "schema")]),
    objectType,
    ...textsOf(inputs, "objects").sort(),
    ...textsOf(inputs, "columns").sort(),
  ]
    .filter((part) => part !== undefined)
    .join("_");
}

/**
 * What the role has on every object in scope; an empty list where one object differs from what is declared, so that an
 * update follows, as with the official provider. `undefined` where the role is gone.
 */
async function readPrivileges(session: Session, state: Properties): Promise<string[] | undefined> {
  const role = textOf(state, "role") ?? "";
  if (!(await roleExists(session, role))) return undefined;
  const type = textOf(state, "objectType") ?? "";
  const kind = OBJECT_KINDS[type];
  if (kind === undefined) return [];
  // The last condition is always true: it gives $1 a type where the catalog's query has no use for it.
  const rows = await session.query<{ name: string; privileges: string[] }>(
    `SELECT name, ARRAY(SELECT DISTINCT privilege_type::text COLLATE "C" FROM aclexplode(acl) e
                        WHERE e.grantee = CASE WHEN lower($2) = 'public' THEN 0::oid
                                               ELSE (SELECT oid FROM pg_roles WHERE rolname = $2) END
                        ORDER BY 1) AS privileges
     FROM (${kind.catalog}) AS objects WHERE $1::text IS NOT DISTINCT FROM $1::text`,
    [textOf(state, "schema") ?? null, role],
  );
  const declared = textsOf(state, "privileges").sort();
  const all = declared.length === 1 && declared[0] === "ALL" ? [...kind.privileges].sort() : declared;
  const scope = namesInScope(type, state);
  const deviating = rows
    .filter((row) => scope === undefined || scope.has(row.name))
    .find((row) => row.privileges.join() !== all.join() && !isAll(declared, row.privileges, kind.privileges));
  if (deviating === undefined) return declared;
  return type === "database" || type === "schema" ? deviating.privileges : [];
}

/** ALL is everything that this server knows, which may be less than the newest one knows. */
function isAll(declared: readonly string[], found: readonly string[], known: readonly string[]): boolean {
  return (
    declared.join() === "ALL" &&
    known.filter((privilege) => privilege !== "MAINTAIN").every((one) => found.includes(one))
  );
}

function namesInScope(type: string, state: Properties): Set<string> | undefined {
  const objects = textsOf(state, "objects");
  if (type === "column") {
    return new Set(textsOf(state, "columns").map((column) => `${objects[0] ?? ""}.${column}`));
  }
  return objects.length === 0 ? undefined : new Set(objects);
}

async function roleExists(session: Session, role: string): Promise<boolean> {
  if (role.toLowerCase() === "public") return true;
  return (await session.query("SELECT FROM pg_roles WHERE rolname = $1", [role])).length > 0;
}

/** Those who may grant on the objects in scope: their owners, and the schema's. */
async function ownersOf(session: Session, inputs: Properties): Promise<string[]> {
  const rows = await session.query<{ owner: string }>(
    `SELECT DISTINCT pg_get_userbyid(owner) AS owner FROM (
       SELECT datdba AS owner FROM pg_database WHERE datname = current_database() AND $1::text IS NULL
       UNION ALL SELECT nspowner FROM pg_namespace WHERE nspname = $1
       UNION ALL SELECT relowner FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = $1
       UNION ALL SELECT proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = $1
     ) AS owners`,
    [textOf(inputs, "schema") ?? null],
  );
  return rows.map((row) => row.owner);
}
