import { PUBLIC } from "../model/acl";
import type { Policy, PolicyCommand } from "../model/row-security";

/** From this version on, stored expressions don't say where in their statement they stood, so that equal ones are equal. */
const COMPARABLE_VERSION = 170000;

/**
 * Where an expression's text depends on more than the expression and its table's columns: in sub-selects, a column from
 * outside is printed with the table's name, and a relation of the table's name under another one. Found in stored form
 * (`pg_node_tree`). A whole row is printed by the table's name too, and is of a type that no other table has.
 */
const NAMES_ITS_TABLE = ":rtable \\(|:varlevelsup [1-9]";

/** What of a policy is read besides its expressions. */
const FIELDS =
  "p.polrelid, p.polname, p.polpermissive, p.polcmd::text, pg_catalog.array_to_string(p.polroles, ' ')";

const FROM = `FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

/** The numbers of the columns that an expression in stored form names, twice each: as parsed, and as written. */
const COLUMN_NUMBERS = ":varattno(?:syn)? (-?[0-9]+)";

/**
 * Reads the policies of the tables in scope, a condition on `pg_class c` and `pg_namespace n`, as rows for
 * {@link policiesFrom}.
 *
 * To print an expression the server opens its table, and a new session then gathers all that there is to know of the
 * table: most of a reading. So policies whose expressions are the same are printed once, by the first of them, and the
 * others name it. Columns are numbers in stored form; the names of those that an expression has are all that differs from
 * table to table (get_variable in src/backend/utils/adt/ruleutils.c). What is not printed for others, or was dropped a
 * moment ago, is printed for itself.
 */
export function policiesQuery(scope: string, version: number): string {
  // pg_get_expr names objects as the pinned search_path of the session makes it.
  const printed = (field: string) => `pg_catalog.pg_get_expr(p.${field}, p.polrelid)`;
  if (version < COMPARABLE_VERSION)
    return `SELECT ${FIELDS}, ${printed("polqual")}, ${printed("polwithcheck")}, NULL, NULL ${FROM} WHERE ${scope}`;
  const digest = (field: string) =>
    `pg_catalog.sha256(pg_catalog.convert_to(p.${field}::pg_catalog.text, 'UTF8'))`;
  const both = "pg_catalog.concat(p.polqual, p.polwithcheck)";
  const isPrinted =
    "(p.polqual IS NULL OR e.using IS NOT NULL) AND (p.polwithcheck IS NULL OR e.with_check IS NOT NULL)";
  const text = (field: string, shared: string) =>
    `CASE WHEN e.oid IS NULL OR NOT (${isPrinted}) THEN ${printed(field)} WHEN e.oid = p.oid THEN e.${shared} END`;
  return `WITH policy AS MATERIALIZED (
    SELECT p.*, pg_catalog.concat(${digest("polqual")}, ' ', ${digest("polwithcheck")}) AS digests ${FROM} WHERE ${scope}),
  expression AS MATERIALIZED (
    SELECT f.digests, ${both} ~ '${NAMES_ITS_TABLE}' AS alone,
           ARRAY(SELECT DISTINCT m[1]::pg_catalog.int2
                   FROM pg_catalog.regexp_matches(${both}, '${COLUMN_NUMBERS}', 'g') AS m) AS numbers
      FROM (SELECT digests, pg_catalog.min(oid) AS first FROM policy GROUP BY digests) f JOIN policy p ON p.oid = f.first),
  shaped AS MATERIALIZED (
    SELECT p.*, CASE WHEN x.alone THEN NULL WHEN x.numbers = '{}' THEN p.digests
                WHEN pg_catalog.cardinality(x.numbers) = 1 THEN pg_catalog.concat(p.digests, ' ', (
                  SELECT a.attname FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = p.polrelid AND a.attnum = x.numbers[1]))
                ELSE pg_catalog.concat(p.digests, ' ', (
                  SELECT pg_catalog.array_agg(a.attnum || ' ' || a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = p.polrelid AND a.attnum = ANY (x.numbers))) END AS shape
      FROM policy p JOIN expression x ON x.digests = p.digests),
  shape AS MATERIALIZED (SELECT shape, pg_catalog.min(oid) AS first FROM shaped GROUP BY shape),
  printed AS MATERIALIZED (
    SELECT p.oid, ${printed("polqual")} AS using, ${printed("polwithcheck")} AS with_check
      FROM shape s JOIN policy p ON p.oid = s.first WHERE s.shape IS NOT NULL)
  SELECT ${FIELDS}, ${text("polqual", "using")}, ${text("polwithcheck", "with_check")},
         p.oid, CASE WHEN ${isPrinted} THEN e.oid END
    FROM shaped p LEFT JOIN shape s ON s.shape = p.shape LEFT JOIN printed e ON e.oid = s.first`;
}

const COMMANDS: Readonly<Record<string, PolicyCommand>> = {
  "*": "ALL",
  r: "SELECT",
  a: "INSERT",
  w: "UPDATE",
  d: "DELETE",
};

/** The policies of the rows of {@link policiesQuery}: relation → its policies, in the order of their names. */
export function policiesFrom(
  rows: readonly unknown[][],
  roleName: (oid: number) => string,
): Map<number, Policy[]> {
  const byTable = new Map<number, Policy[]>();
  const rolesOf = remembered((text: string) =>
    text
      .split(" ")
      .map((oid) => (oid === "0" ? PUBLIC : roleName(Number(oid))))
      .sort(),
  );
  const printers = new Map(
    rows.filter((row) => row[7] !== null && row[7] === row[8]).map((row) => [row[7], row]),
  );
  for (const row of rows) {
    const printer = printers.get(row[8]) ?? row;
    const policy: Policy = {
      name: row[1] as string,
      permissive: row[2] as boolean,
      command: COMMANDS[row[3] as string] ?? "ALL",
      roles: rolesOf(row[4] as string),
      using: printer[5] as string | null,
      withCheck: printer[6] as string | null,
    };
    const list = byTable.get(row[0] as number);
    if (list === undefined) byTable.set(row[0] as number, [policy]);
    else list.push(policy);
  }
  for (const list of byTable.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return byTable;
}

/** A function that is asked the same thousands of times. */
function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? make(text);
    known.set(text, value);
    return value;
  };
}
