import { type ConnectionOptions, LISTED_OPTIONS } from "./foreign-servers";

/** Whether the reader may see connection strings: a superuser, and whoever was given the column. */
export const CONNINFO_VISIBLE =
  "pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')";

/**
 * The options of the connection strings of this database's subscriptions. The server takes them apart as libpq does
 * (conninfo_parse and conninfo_uri_parse in src/interfaces/libpq/fe-connect.c), so that no password is ever sent.
 */
export function subscriptionOptionsQuery(): string {
  const words = String.raw`([a-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s\\]|\\.)*)`;
  return `
  SELECT s.subname, (SELECT pg_catalog.json_object_agg(o.name, o.value) FROM (
           SELECT m[1] AS name, m[2] AS value
             FROM pg_catalog.regexp_matches(s.subconninfo, $re$${words}$re$, 'g') m WHERE NOT u.is_uri
            UNION ALL
           SELECT m[1], m[2]
             FROM pg_catalog.regexp_matches(pg_catalog.split_part(s.subconninfo, '?', 2), '([a-z_]+)=([^&]*)', 'g') m
            WHERE u.is_uri
            UNION ALL
           SELECT 'host', pg_catalog.substring(s.subconninfo, '://(?:[^/?@]*@)?([^/?]*)') WHERE u.is_uri
         ) o WHERE o.name IN (${LISTED_OPTIONS}) AND o.value <> '')
    FROM pg_catalog.pg_subscription s,
         LATERAL (SELECT s.subconninfo ~ '^\\s*postgres(ql)?://' AS is_uri) u
   WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`;
}

/** Reads the rows of {@link subscriptionOptionsQuery}, by the subscription's name. */
export function subscriptionOptionsFrom(rows: readonly unknown[][]): ReadonlyMap<string, ConnectionOptions> {
  return new Map(
    rows.map(([name, options]) => [
      name as string,
      Object.fromEntries(
        Object.entries((options as Record<string, string> | null) ?? {}).map(([option, value]) => [
          option,
          unquoted(value),
        ]),
      ),
    ]),
  );
}

/** A value in quotes, with its backslashes; of a URI, the path of a socket is written with %2F. */
function unquoted(value: string): string {
  const inner = value.startsWith("'") ? value.slice(1, -1) : value;
  return inner.replace(/\\(.)/gs, "$1").replace(/^%2[Ff]/, "/");
}
