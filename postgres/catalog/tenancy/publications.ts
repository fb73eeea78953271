import type { Publication } from "../../model/surroundings";
import type { SurroundingsReader } from "./surroundings";

/** Schemas and row filters of publications came with this version. */
const FILTERS_VERSION = 150000;

/**
 * One row for a publication as such, and one for each table or schema that it names. PostgreSQL has few of them, so the
 * declared schemas do not narrow it.
 */
export function publicationsQuery(version: number): string {
  const withFilters = version >= FILTERS_VERSION;
  const filter = withFilters ? "pg_catalog.pg_get_expr(r.prqual, r.prrelid)" : "NULL";
  const schemas = `
    UNION ALL
    SELECT p.pubname, p.puballtables, NULL, NULL, n.nspname
      FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid = p.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid`;
  return `SELECT pubname, alltables, relation, filter, schema FROM (
    SELECT p.pubname, p.puballtables AS alltables, NULL::oid AS relation, NULL::text AS filter, NULL::name AS schema
      FROM pg_catalog.pg_publication p
    UNION ALL
    SELECT p.pubname, p.puballtables, r.prrelid, ${filter}, NULL
      FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid${withFilters ? schemas : ""}
    ) everything ORDER BY pubname COLLATE "C", relation, schema COLLATE "C"`;
}

/** Reads the rows of {@link publicationsQuery}. */
export function publicationsFrom(rows: readonly unknown[][], reader: SurroundingsReader): Publication[] {
  const found = new Map<
    string,
    { name: string; allTables: boolean; schemas: string[]; tables: Publication["tables"][number][] }
  >();
  for (const [name, allTables, relation, filter, schema] of rows) {
    const publication = found.get(name as string) ?? {
      name: name as string,
      allTables: allTables as boolean,
      schemas: [],
      tables: [],
    };
    found.set(publication.name, publication);
    if (schema !== null) publication.schemas.push(schema as string);
    const table = relation === null ? undefined : reader.relation(relation as number);
    if (table !== undefined)
      publication.tables.push({ table, ...(filter === null ? {} : { filter: filter as string }) });
  }
  return [...found.values()];
}
