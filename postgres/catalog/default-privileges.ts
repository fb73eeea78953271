import type { DefaultKind, DefaultPrivileges } from "../model/model";
import type { AclReader } from "./acl-text";

const KINDS: Readonly<Record<string, DefaultKind>> = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large objects",
};

/** What ALTER DEFAULT PRIVILEGES has stored in this database. */
export const DEFAULT_PRIVILEGES_QUERY = `
  SELECT a.defaclrole, n.nspname, a.defaclobjtype::text, a.defaclacl::text
    FROM pg_catalog.pg_default_acl a LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace`;

/** Reads the rows of {@link DEFAULT_PRIVILEGES_QUERY}; sorted by owner, schema and kind. */
export function defaultPrivilegesFrom(
  rows: readonly unknown[][],
  acls: AclReader,
  roleName: (oid: number) => string,
): DefaultPrivileges[] {
  return rows
    .map((row) => {
      const kind = KINDS[row[2] as string];
      if (kind === undefined) throw new Error(`unknown kind ${JSON.stringify(row[2])} in pg_default_acl`);
      return {
        owner: roleName(row[0] as number),
        schema: row[1] as string | null,
        kind,
        acl: acls.read(row[3] as string),
      };
    })
    .sort((a, b) => compare(a.owner, b.owner) || compare(a.schema, b.schema) || compare(a.kind, b.kind));
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  // The whole database comes after its schemas, as NULL does in PostgreSQL.
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
