import type { Arena } from "../arena";

/** What a role may do with one relation, by any column. */
export interface RelationRights {
  readonly select: boolean;
  readonly insert: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  /** Whether row security binds the role on this table, by the server's own account. */
  readonly rowSecurity: boolean;
  /** Columns that UPDATE may set (not computed, not identity), those without a privilege last. */
  readonly settable: readonly string[];
  /** Whether INSERT, UPDATE and DELETE make sense at all: some views cannot be written by anybody. */
  readonly writable: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean };
}

/** What a role may do, by the relation's OID. */
export type Rights = ReadonlyMap<number, RelationRights>;

/** The rights of nobody. */
export const NO_RIGHTS: RelationRights = {
  select: false,
  insert: false,
  update: false,
  delete: false,
  rowSecurity: false,
  settable: [],
  writable: { insert: true, update: true, delete: true },
};

/** Asks the server what a role may do with each relation of the user's schemas. */
export async function readRights(arena: Arena, role: string): Promise<Rights> {
  const rows = await arena.ask<RightsRow>(
    `SELECT c.oid::int8::text AS oid,
            u.usage AND has_any_column_privilege($1, c.oid, 'SELECT') AS select,
            u.usage AND has_any_column_privilege($1, c.oid, 'INSERT') AS insert,
            u.usage AND has_any_column_privilege($1, c.oid, 'UPDATE') AS update,
            u.usage AND has_table_privilege($1, c.oid, 'DELETE') AS delete,
            c.relrowsecurity AND NOT r.rolsuper AND NOT r.rolbypassrls
              AND (c.relforcerowsecurity OR NOT pg_has_role($1, c.relowner, 'USAGE')) AS "rowSecurity",
            ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                     AND a.attidentity <> 'a'
                     AND (c.relkind IN ('r', 'p') OR pg_catalog.pg_column_is_updatable(c.oid, a.attnum, false))
                   ORDER BY NOT has_column_privilege($1, c.oid, a.attnum, 'UPDATE'),
                            EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey)),
                            a.attnum) AS settable,
            -- One bit for each command (CmdType in src/include/nodes/nodes.h): UPDATE 4, INSERT 8, DELETE 16.
            CASE WHEN c.relkind IN ('r', 'p') THEN 28
                 ELSE pg_catalog.pg_relation_is_updatable(c.oid, false) END AS commands
       FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_roles r ON r.rolname = $1
      CROSS JOIN LATERAL (SELECT has_schema_privilege($1, n.oid, 'USAGE') AS usage) u
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`,
    [role],
  );
  return new Map(
    rows.map(({ oid, commands, ...rights }) => [
      Number(oid),
      {
        ...rights,
        writable: {
          update: (commands & 4) !== 0,
          insert: (commands & 8) !== 0,
          delete: (commands & 16) !== 0,
        },
      },
    ]),
  );
}

interface RightsRow extends Omit<RelationRights, "writable"> {
  readonly oid: string;
  readonly commands: number;
}
