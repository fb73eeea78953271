import type { Session } from "../connect/session";
import { PUBLIC } from "../model/acl";
import type { Column, SecuredObject } from "../model/objects";
import type { Policy, PolicyCommand } from "../model/row-security";

const COMMANDS: Readonly<Record<string, PolicyCommand>> = {
  "*": "ALL",
  r: "SELECT",
  a: "INSERT",
  w: "UPDATE",
  d: "DELETE",
};

/** Adds the policies to the tables. `pg_get_expr` names objects as the pinned search_path of the session makes it. */
export async function readPolicies(session: Session): Promise<Map<number, Policy[]>> {
  const rows = await session.rows(
    `SELECT p.polrelid::int8::text, p.polname, p.polpermissive, p.polcmd::text,
            ARRAY(SELECT CASE WHEN r.oid = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(r.oid)::text END
                    FROM unnest(p.polroles) AS r(oid) ORDER BY 1),
            pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
       FROM pg_catalog.pg_policy p ORDER BY p.polrelid, p.polname COLLATE "C"`,
  );
  const byTable = new Map<number, Policy[]>();
  for (const row of rows) {
    const policy: Policy = {
      name: row[1] as string,
      permissive: row[2] as boolean,
      command: COMMANDS[row[3] as string] ?? "ALL",
      roles: (row[4] as string[]).map((role) => (role === "" ? PUBLIC : role)).sort(),
      using: row[5] as string | null,
      withCheck: row[6] as string | null,
    };
    const table = Number(row[0]);
    byTable.set(table, [...(byTable.get(table) ?? []), policy]);
  }
  return byTable;
}

/** What {@link readDetails} adds to relations. */
export interface RelationDetails {
  readonly columns: ReadonlyMap<number, readonly Column[]>;
  /** Relation → leading key column of each usable index. */
  readonly leadingIndexColumns: ReadonlyMap<number, readonly (string | null)[]>;
  /** View → OIDs of the relations that its query names. */
  readonly reads: ReadonlyMap<number, readonly number[]>;
}

/** Columns, leading index columns, and what views read. Temporary and system relations are left out. */
export async function readDetails(
  session: Session,
  schemas: readonly string[] | undefined,
): Promise<RelationDetails> {
  const scope = `c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND ($1::text[] IS NULL OR n.nspname = ANY ($1::text[]))`;
  const values = [schemas ?? null];
  const columns = new Map<number, Column[]>();
  for (const row of await session.rows(
    `SELECT a.attrelid::int8::text, a.attname, pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
       FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND ${scope}
      ORDER BY a.attrelid, a.attnum`,
    values,
  )) {
    append(columns, Number(row[0]), {
      name: row[1] as string,
      printed: row[2] as string,
      type: row[3] as string,
      notNull: row[4] as boolean,
    });
  }
  const leadingIndexColumns = new Map<number, (string | null)[]>();
  for (const row of await session.rows(
    `SELECT i.indrelid::int8::text, a.attname
       FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indisvalid AND i.indpred IS NULL AND ${scope} ORDER BY i.indrelid, i.indexrelid`,
    values,
  )) {
    append(leadingIndexColumns, Number(row[0]), row[1] as string | null);
  }
  const reads = new Map<number, number[]>();
  for (const row of await session.rows(
    `SELECT DISTINCT r.ev_class::int8::text, d.refobjid::int8::text
       FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
      WHERE c.relkind IN ('v', 'm') AND d.refclassid = 'pg_catalog.pg_class'::regclass
        AND d.refobjid <> r.ev_class AND ${scope}`,
    values,
  )) {
    append(reads, Number(row[0]), Number(row[1]));
  }
  return { columns, leadingIndexColumns, reads };
}

function append<T>(map: Map<number, T[]>, key: number, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The object with its row security, columns and sources filled in. */
export function withDetails(
  object: SecuredObject,
  policies: ReadonlyMap<number, readonly Policy[]>,
  details: RelationDetails | undefined,
  keyOf: (oid: number) => string | undefined,
): SecuredObject {
  const columns = details?.columns.get(object.oid);
  const reads = details?.reads.get(object.oid);
  const security = object.rowSecurity;
  return {
    ...object,
    ...(security === undefined
      ? {}
      : {
          rowSecurity: {
            ...security,
            policies: policies.get(object.oid) ?? [],
            ...(details === undefined
              ? {}
              : { leadingIndexColumns: details.leadingIndexColumns.get(object.oid) ?? [] }),
          },
        }),
    ...(columns === undefined ? {} : { columns }),
    ...(reads === undefined
      ? {}
      : { reads: reads.map(keyOf).filter((key): key is string => key !== undefined) }),
  };
}
