import type { UnlistedOwnership } from "../model/model";

/** Objects that are named; the rest is counted. */
const NAMED = 3;

/**
 * The catalogs of what has an owner and no access list. Extensions and subscriptions are among them: who owns one may
 * drop it, and what it brings along.
 */
const CATALOGS: readonly string[] = [
  "pg_collation",
  "pg_conversion",
  "pg_event_trigger",
  "pg_extension",
  "pg_language",
  "pg_opclass",
  "pg_operator",
  "pg_opfamily",
  "pg_publication",
  "pg_statistic_ext",
  "pg_subscription",
  "pg_ts_config",
  "pg_ts_dict",
];

/**
 * Who owns what in this database has no access list, counted by owner, kind and schema. The server notes every owner but
 * the bootstrap superuser in `pg_shdepend`, so that none of its own objects are gone through. What an extension brought is
 * the extension's, and trusted languages have an access list.
 */
export const UNLISTED_OWNERS_QUERY = `
  SELECT s.refobjid, i.type, i.schema, pg_catalog.count(*)::int,
         (pg_catalog.array_agg(i.identity ORDER BY i.identity COLLATE "C"))[1:${NAMED}]
    FROM pg_catalog.pg_shdepend s
   CROSS JOIN LATERAL pg_catalog.pg_identify_object(s.classid, s.objid, 0) i
   WHERE s.deptype = 'o' AND s.refclassid = 'pg_catalog.pg_authid'::regclass
     AND s.dbid IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))
     AND s.classid IN (${CATALOGS.map((name) => `'pg_catalog.${name}'::regclass`).join(", ")})
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = s.classid AND e.objid = s.objid AND e.deptype = 'e')
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_language l
                      WHERE s.classid = 'pg_catalog.pg_language'::regclass AND l.oid = s.objid AND l.lanpltrusted)
     AND (s.classid <> 'pg_catalog.pg_subscription'::regclass OR EXISTS (SELECT FROM pg_catalog.pg_subscription b
            JOIN pg_catalog.pg_database d ON d.oid = b.subdbid WHERE b.oid = s.objid AND d.datname = current_database()))
     AND i.identity IS NOT NULL
   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

/** Reads the rows of {@link UNLISTED_OWNERS_QUERY}. */
export function unlistedOwnersFrom(
  rows: readonly unknown[][],
  roleName: (oid: number) => string,
): UnlistedOwnership[] {
  return rows.map(([owner, kind, schema, count, names]) => ({
    owner: roleName(owner as number),
    kind: kind as string,
    ...(schema === null ? {} : { schema: schema as string }),
    count: count as number,
    names: names as string[],
  }));
}
