import { granteeText } from "../../postgres/model/keys";
import { displayIdentifier } from "../../postgres/sql/quote";
import { known } from "../facts/maybe";
import { inDatabase, type ObjectRef, withGrantee } from "../facts/object-ref";
import { type DefaultPrivilegeFact, MIGRATING_ROLE } from "../facts/privileges";
import { sqlName } from "../sql-text";

/** The identity of a default privilege: owner, schema, kind and grantee. */
export function defaultPrivilegeRef(fact: DefaultPrivilegeFact): ObjectRef {
  const schema = known(fact.schema);
  return withGrantee(
    {
      kind: "default privileges",
      ...inDatabase(fact.database),
      ...(schema === null ? {} : { schema }),
      name: known(fact.owner),
      objects: fact.kind,
    },
    known(fact.grantee),
  );
}

/** The role that creates the objects, for people. */
export function creatorText(owner: string): string {
  return owner === MIGRATING_ROLE ? owner : granteeText(owner);
}

/** ` FOR ROLE "app"` for a statement; nothing where it is whoever runs it. */
export function forRoleText(owner: string): string {
  return owner === MIGRATING_ROLE ? "" : ` FOR ROLE ${sqlName(owner)}`;
}

/** ` in schema app` for people, ` IN SCHEMA "app"` for a statement; nothing where every schema is meant. */
export function inSchemaText(fact: DefaultPrivilegeFact, statement = false): string {
  const schema = known(fact.schema);
  if (schema === null) return "";
  return statement ? ` IN SCHEMA ${sqlName(schema)}` : ` in schema ${displayIdentifier(schema)}`;
}
