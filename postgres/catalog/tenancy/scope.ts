import { quoteTextArray } from "../../sql/quote";

const USERS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/** The condition for the declared schemas (`n` is `pg_namespace`); without a list, for all schemas of the user. */
export function declared(schemas: readonly string[] | undefined): string {
  return schemas === undefined ? USERS : `${USERS} AND n.nspname = ANY (${quoteTextArray(schemas)})`;
}

/** The condition for the user's other schemas. */
export function undeclared(schemas: readonly string[] | undefined): string {
  return schemas === undefined ? "false" : `${USERS} AND n.nspname <> ALL (${quoteTextArray(schemas)})`;
}
