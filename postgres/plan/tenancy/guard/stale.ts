import { quoteLiteral } from "../../../sql/quote";
import type { RowSecurityIntent } from "../intent";
import { type Raise, raise } from "./raise";
import { ownNames } from "./reach";
import { selectionSql } from "./selection";

/** A table has at most as many columns (MaxHeapAttributeNumber). */
const MOST_COLUMNS = 1600;

/** What the catalog says of a relation or its column at this moment, whatever the transaction's snapshot shows. */
const now = (oid: string, column: string) =>
  `pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, ${oid}, ${column})`;

/**
 * In a transaction with a snapshot of its own (REPEATABLE READ, SERIALIZABLE) commands act on the catalog as it is, and
 * the guard's queries see it as it was: a table that somebody else changed in between could be brought in unseen. What
 * such a transaction made itself it sees. As PL/pgSQL: refuses what brings in a table that was there before, or whose
 * parent was, and commands of which nothing tells what they bring in.
 */
export function staleSnapshots(intent: RowSecurityIntent, level: Raise["level"]): string {
  const schemas = intent.schemas.map(quoteLiteral).join(", ");
  const { meant } = selectionSql(intent);
  const hasKey = (oid: string) =>
    `(${intent.keys
      .map(
        ({ column }) =>
          `EXISTS (SELECT FROM pg_catalog.generate_series(1, ${MOST_COLUMNS}) place WHERE (${now(oid, "place")}).identity = (${now(oid, "0")}).identity || '.' || pg_catalog.quote_ident(${quoteLiteral(column)}))`,
      )
      .join(" OR ")})`;
  const unseen: Raise = {
    level,
    state: "unprotectable",
    message: [
      "%s could bring in what this transaction cannot see: its snapshot is older than what others did",
      "found.command_tag",
    ],
    hint: ["begin the transaction READ COMMITTED"],
  };
  return `IF NOT managed AND pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
    FOR found IN
      WITH RECURSIVE commands AS MATERIALIZED (
        SELECT c.classid, c.objid, c.command_tag FROM pg_catalog.pg_event_trigger_ddl_commands() c
      ), line AS (
        SELECT c.objid AS oid, c.command_tag, c.command_tag NOT LIKE 'CREATE %' AND c.command_tag <> 'SELECT INTO' AS older
          FROM commands c WHERE c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        UNION
        SELECT i.inhparent, l.command_tag, true FROM line l JOIN pg_catalog.pg_inherits i ON i.inhrelid = l.oid
      )
      SELECT r.command_tag
        FROM (SELECT l.oid, l.command_tag, names[1] AS nspname, names[2] AS relname
                FROM line l CROSS JOIN LATERAL ${now("l.oid", "0")} o
               CROSS JOIN LATERAL pg_catalog.parse_ident(o.identity) names
               WHERE l.older AND o.type IN ('table', 'foreign table', 'materialized view')) r
        CROSS JOIN LATERAL (SELECT r.nspname) n
       WHERE n.nspname IN (${schemas}) AND (${meant}) AND ${hasKey("r.oid")}
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND p.polname IN (${ownNames()}))
      UNION ALL
      SELECT c.command_tag FROM commands c JOIN pg_catalog.pg_class t ON t.oid = c.objid AND t.relkind = 'c'
       WHERE c.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.command_tag = 'ALTER TYPE' AND ${hasKey("c.objid")}
      UNION ALL
      SELECT c.command_tag FROM commands c
       WHERE c.command_tag = 'ALTER EXTENSION'
          OR c.command_tag = 'ALTER SCHEMA' AND EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.oid = c.objid AND n.nspname IN (${schemas}))
    LOOP
      ${raise(unseen)}
    END LOOP;
  END IF;`;
}
