import { DatabaseError } from "pg";
import { type Session, withSession } from "../connect/session";
import { PUBLIC } from "../model/acl";
import { objectKey } from "../model/keys";
import { createPolicy } from "../sql/policy";
import { quoteIdentifier } from "../sql/quote";
import { analyse, type Names } from "./analyse";
import { readServerFacts } from "./server-facts";
import { list, namesOf, walk } from "./tree";
import type { ParsedExpression, StoredForm, StoredFormQuestion, StoredForms } from "./types";

/** The key of an answer. */
export function storedFormKey(table: StoredFormQuestion["table"], policy: string): string {
  return JSON.stringify([objectKey({ kind: "table", ...table }), policy]);
}

/**
 * Asks the server in which form it would store policies: what `pg_get_expr` will print once they are made. Every
 * difference of meaning shows in it and none of formatting, so that it can be compared with what a table has.
 *
 * Only the server knows that form: it depends on types, on which function a name means, and on the major version. So it
 * is asked for it. A temporary table with the name and the columns that the expressions use gets the policy, the form is
 * read back, and all of it is rolled back. The user's table is not named in any statement, and so never locked.
 * Comparing two parse trees instead would need PostgreSQL's own analysis (casts that it adds, functions that it picks).
 *
 * `session` is in a transaction. One that is read-only, as previews have it, can make no temporary table; the question
 * then goes to the server by a connection of its own, in a transaction that is rolled back as well. The connecting role
 * needs TEMPORARY on the database, and USAGE on the schemas of the functions, types and tables that the text names.
 * A rolled-back temporary table uses up a transaction number and leaves dead rows in catalogs, which VACUUM takes away.
 *
 * Not answered, but told as a problem: the row as a whole (`orders`, `orders.*`), which has the type of the real table;
 * the table's name with its schema before a column (`app.orders.total`), which only the real table has.
 * Throws what is not about one expression: a lost connection, a standby, the missing TEMPORARY.
 */
export async function readStoredForms(
  session: Session,
  questions: readonly StoredFormQuestion[],
): Promise<StoredForms> {
  if (questions.length === 0) return { forms: new Map(), problems: new Map() };
  const state = await session.rows("SELECT pg_catalog.current_setting('transaction_read_only')");
  if (state[0]?.[0] !== "on") return ask(session, questions);
  return withSession(session.settings, async (own) => {
    await own.query("BEGIN READ WRITE");
    try {
      return await ask(own, questions);
    } finally {
      await own.query("ROLLBACK").catch(() => undefined);
    }
  });
}

/** A column of a table as a temporary table can have it. A column's collation is in no stored form. */
interface Column {
  readonly name: string;
  readonly type: string;
}

async function ask(session: Session, questions: readonly StoredFormQuestion[]): Promise<StoredForms> {
  const forms = new Map<string, StoredForm>();
  const problems = new Map<string, string>();
  const answers = new Map<string, StoredForm | string>();
  const columnsOf = await readColumns(session, questions);
  const relations = (await readServerFacts(session, questions.flatMap(expressionsOf))).relations;
  for (const question of questions) {
    const { table, policy } = question;
    const key = storedFormKey(table, policy);
    const columns = columnsOf.get(objectKey({ kind: "table", ...table }));
    const names: Names = { relations, tables: new Set([table.name]) };
    const problem = columns === undefined ? "the table does not exist" : unanswerable(question, names);
    if (columns === undefined || problem !== undefined) {
      problems.set(key, problem ?? "");
      continue;
    }
    const clone = cloneOf(question, columns);
    // A thousand tables with the same columns and policy are one question.
    const same = JSON.stringify([clone, question.using?.sql, question.withCheck?.sql]);
    const answer = answers.get(same) ?? (await tryOut(session, question, clone));
    answers.set(same, answer);
    if (typeof answer === "string") problems.set(key, answer);
    else forms.set(key, answer);
  }
  return { forms, problems };
}

function expressionsOf({ using, withCheck }: StoredFormQuestion): ParsedExpression[] {
  return [using, withCheck].filter((one) => one !== undefined);
}

function unanswerable(question: StoredFormQuestion, names: Names): string | undefined {
  for (const { tree } of expressionsOf(question)) {
    if (analyse(tree, names).columns.includes("*"))
      return "names the whole row: name the columns that are meant";
  }
  return undefined;
}

interface Clone {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** The name matters only where it is printed: in sub-selects, and where the text itself uses it. */
function cloneOf(question: StoredFormQuestion, columns: readonly Column[]): Clone {
  const used = new Set<string>();
  let named = false;
  for (const { tree } of expressionsOf(question)) {
    walk(tree, ({ type, fields }) => {
      if (type === "RangeVar") named = true;
      if (type !== "ColumnRef") return true;
      const parts = namesOf(list(fields["fields"]));
      if (parts.length > 1) named = true;
      for (const part of parts) used.add(part);
      return true;
    });
    walk(tree, ({ type, fields }) => {
      if (type !== "SubLink") return true;
      walk(fields["subselect"], (inner) => {
        if (inner.type === "ColumnRef") named = true;
        return true;
      });
      return false;
    });
  }
  return {
    name: named ? question.table.name : "palisade_policy",
    columns: columns.filter(({ name }) => used.has(name)),
  };
}

const SAVEPOINT = "palisade_stored_form";

async function tryOut(
  session: Session,
  { using, withCheck }: StoredFormQuestion,
  { name, columns }: Clone,
): Promise<StoredForm | string> {
  const clone = { kind: "table", schema: "pg_temp", name } as const;
  const definitions = columns.map((column) => `${quoteIdentifier(column.name)} ${column.type}`);
  await session.query(`SAVEPOINT ${SAVEPOINT}`);
  try {
    await createClone(session, name, definitions);
    try {
      await session.query(
        createPolicy({
          table: clone,
          name: "palisade",
          permissive: true,
          command: "ALL",
          roles: [PUBLIC],
          ...(using === undefined ? {} : { using: using.sql }),
          ...(withCheck === undefined ? {} : { withCheck: withCheck.sql }),
        }),
      );
    } catch (error) {
      // What the server says about the expression is the answer.
      if (error instanceof DatabaseError && /^(?:42|22|0A|2B)/.test(error.code ?? "")) return saying(error);
      throw error;
    }
    const rows = await session.rows(
      `SELECT pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
         FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
        WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relname = $1`,
      [name],
    );
    return { using: rows[0]?.[0] as string | null, withCheck: rows[0]?.[1] as string | null };
  } finally {
    await session.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`).catch(() => undefined);
    await session.query(`RELEASE SAVEPOINT ${SAVEPOINT}`).catch(() => undefined);
  }
}

async function createClone(session: Session, name: string, definitions: readonly string[]): Promise<void> {
  try {
    await session.query(`CREATE TEMPORARY TABLE ${quoteIdentifier(name)} (${definitions.join(", ")})`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== "42501") throw error;
    const { user, database } = session.settings;
    throw new Error(
      `custom policies are compared by a temporary table, which ${user} cannot make: GRANT TEMPORARY ON DATABASE ${quoteIdentifier(database)} TO ${quoteIdentifier(user)}, and USAGE on the schemas of the columns' types (${error.message})`,
      { cause: error },
    );
  }
}

function saying(error: DatabaseError): string {
  const hint = error.hint === undefined ? "" : ` (${error.hint})`;
  return `${error.message}${hint} [${error.code}]`;
}

async function readColumns(
  session: Session,
  questions: readonly StoredFormQuestion[],
): Promise<Map<string, Column[]>> {
  const rows = await session.rows(
    `SELECT DISTINCT n.nspname, c.relname, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
       FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS w (schema, name)
       JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema
       JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p')
       LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY 1, 2, 3`,
    [questions.map(({ table }) => table.schema), questions.map(({ table }) => table.name)],
  );
  const columns = new Map<string, Column[]>();
  for (const [schema, name, number, column, type] of rows as [
    string,
    string,
    number | null,
    string,
    string,
  ][]) {
    const key = objectKey({ kind: "table", schema, name });
    const known = columns.get(key) ?? [];
    if (number !== null) known.push({ name: column, type });
    columns.set(key, known);
  }
  return columns;
}
