import type { Session } from "../connect/session";
import type { LiveTenancy, TenancyGrant } from "../model/tenancy";
import { quoteLiteral, quoteQualified } from "../sql/quote";
import { ROLE_TENANTS, SIGNED_FUNCTION, SIGNING_KEYS, TENANCY_SCHEMA } from "../sql/tenancy-names";

/** Grants of an access list but the owner's own, as `[[grantee, privilege, column], …]` in JSON. */
const grantsOf = (acl: string, owner: string) => `
  (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
            CASE a.grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee) END, a.privilege_type, NULL)
            ORDER BY a.grantee, a.privilege_type), '[]')
     FROM pg_catalog.aclexplode(${acl}) a WHERE a.grantee <> ${owner})`;

const SCHEMA = `
  SELECT pg_catalog.pg_get_userbyid(n.nspowner),
         ${grantsOf("coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))", "n.nspowner")}
    FROM pg_catalog.pg_namespace n WHERE n.nspname = ${quoteLiteral(TENANCY_SCHEMA)}`;

const FUNCTION = `
  SELECT pg_catalog.pg_get_userbyid(p.proowner),
         ${grantsOf("coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))", "p.proowner")},
         p.prosrc,
         l.lanname = 'plpgsql' AND p.provolatile = 's' AND p.prosecdef AND p.proparallel = 's' AND NOT p.proleakproof
           AND p.proconfig = ARRAY['search_path=pg_catalog, pg_temp'] AND p.prokind = 'f'
           AND p.prorettype = 'pg_catalog.text'::regtype
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_language l ON l.oid = p.prolang
   WHERE n.nspname = ${quoteLiteral(TENANCY_SCHEMA)} AND p.proname = ${quoteLiteral(SIGNED_FUNCTION)}
     AND pg_catalog.oidvectortypes(p.proargtypes) = 'text, text, integer, integer'`;

const TABLES = `
  SELECT c.relname, pg_catalog.pg_get_userbyid(c.relowner),
         ${grantsOf("coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))", "c.relowner")},
         (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
                   CASE a.grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee) END, a.privilege_type, t.attname)
                   ORDER BY t.attnum, a.grantee, a.privilege_type), '[]')
            FROM pg_catalog.pg_attribute t, pg_catalog.aclexplode(t.attacl) a
           WHERE t.attrelid = c.oid AND NOT t.attisdropped AND a.grantee <> c.relowner),
         pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_attribute t
            WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped AND t.attname NOT LIKE '%\\_block'
              AND NOT pg_catalog.has_column_privilege(c.oid, t.attnum, 'SELECT'))
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = ${quoteLiteral(TENANCY_SCHEMA)} AND c.relkind = 'r'
     AND c.relname IN (${quoteLiteral(SIGNING_KEYS)}, ${quoteLiteral(ROLE_TENANTS)})`;

const KEYS = `SELECT scope, id, fingerprint FROM ${quoteQualified(TENANCY_SCHEMA, SIGNING_KEYS)} ORDER BY scope, id`;

const ROLES = `SELECT role_name, key, value FROM ${quoteQualified(TENANCY_SCHEMA, ROLE_TENANTS)} ORDER BY role_name, key`;

/**
 * Reads what the forms `signed` and `role` have. Of keys it reads fingerprints, which tell them apart and sign nothing;
 * rows only where the reading role may see them.
 */
export async function readTenancy(session: Session): Promise<LiveTenancy> {
  const [schema = [], functions = [], tables = []] = await session.results([SCHEMA, FUNCTION, TABLES]);
  const table = (name: string) => tables.find((row) => row[0] === name);
  const objectOf = (row: readonly unknown[] | undefined) =>
    row === undefined
      ? undefined
      : {
          owner: row[1] as string,
          grants: [...grants(row[2]), ...grants(row[3])],
          readable: row[4] === true,
        };
  const keys = objectOf(table(SIGNING_KEYS));
  const roles = objectOf(table(ROLE_TENANTS));
  const [found] = schema;
  const [definition] = functions;
  return {
    ...(found === undefined ? {} : { schema: { owner: found[0] as string, grants: grants(found[1]) } }),
    ...(definition === undefined
      ? {}
      : {
          signedFunction: {
            owner: definition[0] as string,
            grants: grants(definition[1]),
            source: definition[2] as string,
            intact: definition[3] === true,
          },
        }),
    ...(keys === undefined
      ? {}
      : {
          signingKeys: {
            owner: keys.owner,
            grants: keys.grants,
            ...(keys.readable
              ? { keys: await session.query<{ scope: string; id: string; fingerprint: string }>(KEYS) }
              : {}),
          },
        }),
    ...(roles === undefined
      ? {}
      : {
          roleTenants: {
            owner: roles.owner,
            grants: roles.grants,
            ...(roles.readable
              ? {
                  rows: (await session.rows(ROLES)).map(([role, key, value]) => ({
                    role: String(role),
                    key: String(key),
                    value: String(value),
                  })),
                }
              : {}),
          },
        }),
  };
}

function grants(json: unknown): TenancyGrant[] {
  return (json as [string, string, string | null][]).map(([grantee, privilege, column]) => ({
    grantee,
    privilege,
    ...(column === null ? {} : { column }),
  }));
}
