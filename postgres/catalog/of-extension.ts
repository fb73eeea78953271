/**
 * A condition of SQL that leaves out what an extension has made. `catalog`: the system catalog that the object stands in;
 * `oid`: the expression that is its OID.
 */
export function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
}
