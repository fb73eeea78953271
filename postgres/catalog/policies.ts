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
  "p.polname AS name, p.polpermissive AS permissive, p.polcmd::text AS command, pg_catalog.array_to_string(p.polroles, ' ') AS roles";

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
    return `SELECT p.polrelid::pg_catalog.text, ${FIELDS}, ${printed("polqual")}, ${printed("polwithcheck")} ${FROM} WHERE ${scope}`;
  const isPrinted =
    "(p.polqual IS NULL OR e.using IS NOT NULL) AND (p.polwithcheck IS NULL OR e.with_check IS NOT NULL)";
  return `WITH expression AS MATERIALIZED (
    SELECT x.policies, x.tables, x.policies[1]::pg_catalog.text AS name, x.text ~ '${NAMES_ITS_TABLE}' AS alone,
           ARRAY(SELECT DISTINCT m[1]::pg_catalog.int2
                   FROM pg_catalog.regexp_matches(x.text, '${COLUMN_NUMBERS}', 'g') AS m) AS numbers
      FROM (SELECT s.text, pg_catalog.array_agg(s.oid) AS policies, pg_catalog.array_agg(s.polrelid) AS tables
              FROM (SELECT p.oid, p.polrelid, pg_catalog.concat(p.polqual, ' ', p.polwithcheck) AS text ${FROM}
                     WHERE ${scope} OFFSET 0) s
             GROUP BY s.text) x),
  shaped AS MATERIALIZED (
    SELECT m.policy, CASE WHEN x.alone THEN NULL WHEN x.numbers = '{}' THEN x.name
                WHEN pg_catalog.cardinality(x.numbers) = 1 THEN pg_catalog.concat(x.name, ' ', (
                  SELECT a.attname FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = m.relation AND a.attnum = x.numbers[1]))
                ELSE pg_catalog.concat(x.name, ' ', (
                  SELECT pg_catalog.array_agg(a.attnum || ' ' || a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = m.relation AND a.attnum = ANY (x.numbers))) END AS shape
      FROM expression x CROSS JOIN ROWS FROM (pg_catalog.unnest(x.policies), pg_catalog.unnest(x.tables)) AS m(policy, relation)),
  printed AS MATERIALIZED (
    SELECT s.shape, p.oid, ${printed("polqual")} AS using, ${printed("polwithcheck")} AS with_check
      FROM (SELECT shape, pg_catalog.min(policy) AS first FROM shaped WHERE shape IS NOT NULL GROUP BY shape) s
      JOIN pg_catalog.pg_policy p ON p.oid = s.first)
  SELECT g.tables, g.name, g.permissive, g.command, g.roles,
         CASE WHEN g.alone IS NULL THEN e.using ELSE ${printed("polqual")} END,
         CASE WHEN g.alone IS NULL THEN e.with_check ELSE ${printed("polwithcheck")} END
    FROM (SELECT pg_catalog.array_to_string(pg_catalog.array_agg(p.polrelid), ' ') AS tables, ${FIELDS},
                 CASE WHEN ${isPrinted} THEN e.oid END AS printer,
                 CASE WHEN e.oid IS NULL OR NOT (${isPrinted}) THEN p.oid END AS alone
            FROM shaped m JOIN pg_catalog.pg_policy p ON p.oid = m.policy LEFT JOIN printed e ON e.shape = m.shape
           GROUP BY p.polname, p.polpermissive, p.polcmd, p.polroles, printer, alone) g
    LEFT JOIN printed e ON e.oid = g.printer LEFT JOIN pg_catalog.pg_policy p ON p.oid = g.alone`;
}

const COMMANDS: Readonly<Record<string, PolicyCommand>> = {
  "*": "ALL",
  r: "SELECT",
  a: "INSERT",
  w: "UPDATE",
  d: "DELETE",
};

/**
 * The policies of the rows of {@link policiesQuery}: relation → its policies, in the order of their names. Tables whose
 * policies are the same share one object for them.
 */
export function policiesFrom(
  rows: readonly unknown[][],
  roleName: (oid: number) => string,
): Map<number, Policy[]> {
  const byTable = new Map<number, Policy[]>();
  for (const row of rows) {
    const policy: Policy = {
      name: row[1] as string,
      permissive: row[2] as boolean,
      command: COMMANDS[row[3] as string] ?? "ALL",
      roles: (row[4] as string)
        .split(" ")
        .map((oid) => (oid === "0" ? PUBLIC : roleName(Number(oid))))
        .sort(),
      using: row[5] as string | null,
      withCheck: row[6] as string | null,
    };
    for (const oid of (row[0] as string).split(" ")) {
      const table = Number(oid);
      const list = byTable.get(table);
      if (list === undefined) byTable.set(table, [policy]);
      else list.push(policy);
    }
  }
  for (const list of byTable.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return byTable;
}
