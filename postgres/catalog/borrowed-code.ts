/** Code of another role than the owner of a table that runs when somebody uses the table, with the rights of that somebody. */
export interface BorrowedCode {
  readonly table: { readonly schema: string; readonly name: string; readonly owner: string };
  /** What of the table calls it. */
  readonly caller: {
    readonly kind: "trigger" | "default" | "constraint" | "index" | "policy";
    readonly name: string;
  };
  readonly function: {
    readonly schema: string;
    readonly name: string;
    readonly args: string;
    /** No superuser: one needs no way into a session of somebody else's. */
    readonly owner: string;
  };
}

const PARTS = [
  ["trigger", "pg_trigger", "t.tgrelid", "t.tgname", "NOT t.tgisinternal AND t.tgenabled <> 'D'"],
  [
    "default",
    "pg_attrdef",
    "t.adrelid",
    "(SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = t.adrelid AND attnum = t.adnum)",
    "true",
  ],
  ["constraint", "pg_constraint", "t.conrelid", "t.conname", "t.contype = 'c'"],
  ["policy", "pg_policy", "t.polrelid", "t.polname", "true"],
  [
    "index",
    "pg_class",
    "(SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = t.oid)",
    "t.relname",
    "t.relkind IN ('i', 'I')",
  ],
] as const;

/** The query for it: every dependency of a part of a table on a function of somebody who is no superuser. */
export const BORROWED_CODE_QUERY = `
  WITH code AS MATERIALIZED (
    SELECT p.oid, p.proname, p.proowner, n.nspname, pg_catalog.pg_get_function_identity_arguments(p.oid) AS args
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_roles o ON o.oid = p.proowner AND NOT o.rolsuper),
  used AS (${PARTS.map(
    ([kind, catalog, table, name, where]) => `
    SELECT DISTINCT '${kind}' AS kind, ${table} AS relid, ${name} AS name, d.refobjid AS code
      FROM code JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid = code.oid
           AND d.classid = 'pg_catalog.${catalog}'::regclass
      JOIN pg_catalog.${catalog} t ON t.oid = d.objid WHERE ${where}`,
  ).join(" UNION ALL")})
  SELECT n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner), used.kind, used.name,
         code.nspname, code.proname, code.args, pg_catalog.pg_get_userbyid(code.proowner)
    FROM used JOIN code ON code.oid = used.code
    JOIN pg_catalog.pg_class c ON c.oid = used.relid AND c.relowner <> code.proowner
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", used.kind COLLATE "C", used.name COLLATE "C",
            code.nspname COLLATE "C", code.proname COLLATE "C", code.args COLLATE "C"`;

/** Reads the rows of {@link BORROWED_CODE_QUERY}. */
export function borrowedCodeFrom(rows: readonly unknown[][]): BorrowedCode[] {
  return rows.map((row) => ({
    table: { schema: row[0] as string, name: row[1] as string, owner: row[2] as string },
    caller: { kind: row[3] as BorrowedCode["caller"]["kind"], name: row[4] as string },
    function: {
      schema: row[5] as string,
      name: row[6] as string,
      args: row[7] as string,
      owner: row[8] as string,
    },
  }));
}
