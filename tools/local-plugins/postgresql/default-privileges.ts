import type { Session } from "../../../postgres/connect/session";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import type { InputFailure, Properties } from "../../../provider/plugin/protocol";
import { standInResource, textOf, textsOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { grantee } from "./grant-target";
import { asMemberOf, change, unlessDatabaseIsGone, withDatabase } from "./sessions";

/** Object type → the word of ALTER DEFAULT PRIVILEGES and the letter of `pg_default_acl`. */
const KINDS: Readonly<Record<string, { readonly word: string; readonly letter: string }>> = {
  table: { word: "TABLES", letter: "r" },
  sequence: { word: "SEQUENCES", letter: "S" },
  function: { word: "FUNCTIONS", letter: "f" },
  routine: { word: "ROUTINES", letter: "f" },
  type: { word: "TYPES", letter: "T" },
  schema: { word: "SCHEMAS", letter: "n" },
};

/** `postgresql:index/defaultPrivileges:DefaultPrivileges`. */
export const defaultPrivileges = standInResource<Configuration>({
  inputs: {
    role: { required: true, replace: true },
    database: { required: true, replace: true },
    owner: { required: true, replace: true },
    schema: { replace: true },
    objectType: { required: true, replace: true },
    privileges: { required: true, set: true },
    withGrantOption: { default: false, replace: true },
  },
  validate: defaultPrivilegesFailures,
  create: async (inputs, context) => {
    await change(context, textOf(inputs, "database"), (session) => regrant(session, inputs));
    const parts = ["role", "database", "schema", "owner", "objectType"].map(
      (name) => textOf(inputs, name) ?? "noschema",
    );
    return { id: parts.join("_"), outputs: inputs };
  },
  read: async (id, state, context) => {
    if (textOf(state, "role") === undefined) throw new Error("default privileges cannot be imported");
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
      if ((await readPrivileges(session, state)) === undefined) return;
      await asMemberOf(session, [textOf(state, "owner")], async () => {
        await session.query(revokeDefaults(state));
      });
    };
    await unlessDatabaseIsGone(() => change(context, textOf(state, "database"), revoke), undefined);
  },
});

function defaultPrivilegesFailures(inputs: Properties): InputFailure[] {
  const type = textOf(inputs, "objectType");
  if (type !== undefined && KINDS[type] === undefined) {
    return [
      { path: "objectType", reason: `${JSON.stringify(type)} is none of ${Object.keys(KINDS).join(", ")}` },
    ];
  }
  if (type === "schema" && inputs["schema"] !== undefined) {
    return [{ path: "schema", reason: "cannot be given where the object type is schema" }];
  }
  return textsOf(inputs, "privileges")
    .filter((privilege) => !/^[A-Z]+$/.test(privilege))
    .map((privilege) => ({ path: "privileges", reason: `${JSON.stringify(privilege)} is no privilege` }));
}

async function regrant(session: Session, inputs: Properties): Promise<void> {
  await asMemberOf(session, [textOf(inputs, "owner")], async () => {
    await session.query(revokeDefaults(inputs));
    const statement = grantDefaults(inputs);
    if (statement !== undefined) await session.query(statement);
  });
}

/** The statement that takes all default privileges of the role in this scope. */
export function revokeDefaults(inputs: Properties): string {
  return `${scope(inputs)} REVOKE ALL ON ${wordOf(inputs)} FROM ${grantee(textOf(inputs, "role") ?? "")}`;
}

/** The statement that gives the declared ones; `undefined` where the list is empty. */
export function grantDefaults(inputs: Properties): string | undefined {
  const privileges = textsOf(inputs, "privileges").sort();
  if (privileges.length === 0) return undefined;
  const option = inputs["withGrantOption"] === true ? " WITH GRANT OPTION" : "";
  return `${scope(inputs)} GRANT ${privileges.join(", ")} ON ${wordOf(inputs)} TO ${grantee(textOf(inputs, "role") ?? "")}${option}`;
}

function scope(inputs: Properties): string {
  const schema = textOf(inputs, "schema");
  const within = schema === undefined ? "" : ` IN SCHEMA ${quoteIdentifier(schema)}`;
  return `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(textOf(inputs, "owner") ?? "")}${within}`;
}

function wordOf(inputs: Properties): string {
  return KINDS[textOf(inputs, "objectType") ?? ""]?.word ?? "";
}

/** `undefined` where the role or the owner is gone. */
async function readPrivileges(session: Session, state: Properties): Promise<string[] | undefined> {
  const role = textOf(state, "role") ?? "";
  const owner = textOf(state, "owner") ?? "";
  const present = await session.query<{ name: string }>(
    "SELECT rolname AS name FROM pg_roles WHERE rolname = $1 OR rolname = $2",
    [role, owner],
  );
  const names = present.map((row) => row.name);
  if (!names.includes(owner) || (role.toLowerCase() !== "public" && !names.includes(role))) return undefined;
  const [row] = await session.query<{ privileges: string[] }>(
    `SELECT ARRAY(SELECT DISTINCT privilege_type::text COLLATE "C" FROM pg_default_acl d, aclexplode(defaclacl) e
                  WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = $1)
                    AND d.defaclnamespace = coalesce((SELECT oid FROM pg_namespace WHERE nspname = $2), 0::oid)
                    AND d.defaclobjtype = $3::"char"
                    AND e.grantee = CASE WHEN lower($4) = 'public' THEN 0::oid
                                         ELSE (SELECT oid FROM pg_roles WHERE rolname = $4) END
                  ORDER BY 1) AS privileges`,
    [owner, textOf(state, "schema") ?? null, KINDS[textOf(state, "objectType") ?? ""]?.letter ?? "", role],
  );
  return row?.privileges ?? [];
}
