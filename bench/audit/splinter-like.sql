-- The questions of a database linter of row security and indexes as one statement, for psql: what such a check costs that
-- is nothing but SQL. Every user's schema is looked at, because no gateway says which of them it exposes.
WITH
  schemas AS (
    SELECT oid, nspname AS name FROM pg_catalog.pg_namespace
     WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
  ),
  brought AS (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
  ),
  relations AS (
    SELECT c.oid, c.relkind, c.relrowsecurity, c.reloptions, c.relowner, c.relacl, c.relispartition,
           pg_catalog.format('%I.%I', s.name, c.relname) AS name
      FROM pg_catalog.pg_class c JOIN schemas s ON s.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND NOT EXISTS (SELECT FROM brought b WHERE b.classid = 'pg_catalog.pg_class'::regclass AND b.objid = c.oid)
  ),
  open_relations AS (
    SELECT r.* FROM relations r
     WHERE EXISTS (SELECT FROM pg_catalog.aclexplode(r.relacl) a
                    WHERE a.grantee <> r.relowner AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
  ),
  policies AS (
    SELECT p.*, r.name AS relation,
           pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS qual, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS checks
      FROM pg_catalog.pg_policy p JOIN relations r ON r.oid = p.polrelid
  ),
  indexes AS (
    SELECT i.indexrelid, i.indrelid, i.indisprimary, i.indisunique, r.name AS relation,
           i.indkey::int2[] AS columns, pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
           pg_catalog.pg_get_expr(i.indexprs, i.indrelid) AS expressions, i.indclass::text AS classes
      FROM pg_catalog.pg_index i JOIN relations r ON r.oid = i.indrelid
  ),
  functions AS (
    SELECT p.oid, p.proconfig, p.prosecdef, p.prorettype, pg_catalog.format('%I.%I', s.name, p.proname) AS name
      FROM pg_catalog.pg_proc p JOIN schemas s ON s.oid = p.pronamespace
     WHERE NOT EXISTS (SELECT FROM brought b WHERE b.classid = 'pg_catalog.pg_proc'::regclass AND b.objid = p.oid)
  )
SELECT 'foreign_key_without_index' AS question, r.name AS object, k.conname::text AS detail
  FROM pg_catalog.pg_constraint k JOIN relations r ON r.oid = k.conrelid
 WHERE k.contype = 'f'
   AND NOT EXISTS (SELECT FROM indexes i
                    WHERE i.indrelid = k.conrelid AND i.predicate IS NULL
                      AND i.columns[0:pg_catalog.cardinality(k.conkey) - 1] @> k.conkey)
UNION ALL
SELECT 'table_without_primary_key', r.name, NULL
  FROM relations r
 WHERE r.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM indexes i WHERE i.indrelid = r.oid AND i.indisprimary)
UNION ALL
SELECT 'index_never_used', i.relation, i.indexrelid::regclass::text
  FROM indexes i JOIN pg_catalog.pg_stat_user_indexes u ON u.indexrelid = i.indexrelid
 WHERE u.idx_scan = 0 AND NOT i.indisunique
UNION ALL
SELECT 'same_index_twice', i.relation, pg_catalog.string_agg(i.indexrelid::regclass::text, ', ')
  FROM indexes i
 GROUP BY i.relation, i.columns, i.predicate, i.expressions, i.classes HAVING pg_catalog.count(*) > 1
UNION ALL
SELECT 'row_security_off', r.name, NULL FROM open_relations r
 WHERE r.relkind IN ('r', 'p') AND NOT r.relrowsecurity
UNION ALL
SELECT 'policy_without_row_security', r.name, pg_catalog.string_agg(p.polname::text, ', ')
  FROM relations r JOIN policies p ON p.polrelid = r.oid
 WHERE NOT r.relrowsecurity GROUP BY r.name
UNION ALL
SELECT 'row_security_without_policy', r.name, NULL FROM relations r
 WHERE r.relrowsecurity AND NOT EXISTS (SELECT FROM policies p WHERE p.polrelid = r.oid)
UNION ALL
SELECT 'policy_asks_for_every_row', p.relation, p.polname::text FROM policies p
 WHERE pg_catalog.concat(p.qual, ' ', p.checks) ~ '(current_setting|auth\.(uid|jwt|role|email))\('
   AND pg_catalog.concat(p.qual, ' ', p.checks) !~* 'select\s+[^)]*(current_setting|auth\.(uid|jwt|role|email))\('
UNION ALL
SELECT 'several_permissive_policies', p.relation, pg_catalog.format('%s of %s', p.polcmd, CASE WHEN role.oid = 0 THEN 'PUBLIC' ELSE role.oid::regrole::text END)
  FROM policies p CROSS JOIN LATERAL pg_catalog.unnest(p.polroles) AS role (oid)
 WHERE p.polpermissive GROUP BY p.relation, p.polcmd, role.oid HAVING pg_catalog.count(*) > 1
UNION ALL
SELECT 'policy_always_true', p.relation, p.polname::text FROM policies p
 WHERE p.polpermissive AND p.polcmd <> 'r' AND 0 = ANY (p.polroles) AND coalesce(p.checks, p.qual) IN ('true', '(1 = 1)')
UNION ALL
SELECT 'policy_trusts_what_users_edit', p.relation, p.polname::text FROM policies p
 WHERE pg_catalog.concat(p.qual, ' ', p.checks) ~ '(user|raw_user_meta)_?(meta)?data'
UNION ALL
SELECT 'view_of_its_owner', r.name, NULL FROM open_relations r
 WHERE r.relkind = 'v'
   AND NOT coalesce(r.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
UNION ALL
SELECT 'materialized_view_open', r.name, NULL FROM open_relations r WHERE r.relkind = 'm'
UNION ALL
SELECT 'foreign_table_open', r.name, NULL FROM open_relations r WHERE r.relkind = 'f'
UNION ALL
SELECT 'function_without_search_path', f.name, f.oid::regprocedure::text FROM functions f
 WHERE f.prorettype <> 'pg_catalog.event_trigger'::regtype
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(f.proconfig) AS setting WHERE setting LIKE 'search_path=%')
UNION ALL
SELECT 'extension_in_public', e.extname::text, NULL
  FROM pg_catalog.pg_extension e JOIN schemas s ON s.oid = e.extnamespace WHERE s.name = 'public'
UNION ALL
SELECT 'extension_outdated', e.extname::text, a.default_version
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
 WHERE e.extversion IS DISTINCT FROM a.default_version
UNION ALL
SELECT 'type_that_upgrades_refuse', r.name, a.attname::text
  FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
 WHERE a.attnum > 0 AND NOT a.attisdropped
   AND a.atttypid IN ('pg_catalog.regproc'::regtype, 'pg_catalog.regprocedure'::regtype, 'pg_catalog.regoper'::regtype,
                      'pg_catalog.regoperator'::regtype, 'pg_catalog.regconfig'::regtype,
                      'pg_catalog.regdictionary'::regtype, 'pg_catalog.regnamespace'::regtype,
                      'pg_catalog.regcollation'::regtype)
UNION ALL
SELECT 'sensitive_column_open', r.name, a.attname::text
  FROM open_relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
 WHERE r.relkind IN ('r', 'p') AND NOT r.relrowsecurity AND a.attnum > 0 AND NOT a.attisdropped
   AND a.attname ~* '(password|passwd|secret|token|ssn|credit_?card|iban|api_?key)'
UNION ALL
SELECT 'table_bloated', r.name, u.n_dead_tup::text
  FROM relations r JOIN pg_catalog.pg_stat_user_tables u ON u.relid = r.oid
 WHERE u.n_dead_tup > 10000 AND u.n_dead_tup > u.n_live_tup
 ORDER BY 1, 2, 3;
