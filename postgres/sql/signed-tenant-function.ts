import { quoteLiteral, quoteQualified } from "./quote";
import { SIGNED_FUNCTION, SIGNING_KEYS, TENANCY_SCHEMA } from "./tenancy-names";

/** The function's identity arguments as the server prints them. */
export const SIGNED_FUNCTION_ARGS = "setting text, token text, place integer, places integer";

/**
 * Checks a token and gives one of its values. HMAC-SHA-256 by the server's own `sha256`, over blocks that were made from
 * the key beforehand. Digests of the signatures are compared rather than the signatures, so that the time that a
 * comparison takes says nothing about the right one. `clock_timestamp()`, because in a transaction `now()` stands still,
 * and an open transaction would keep a token alive. All refusals have one SQLSTATE, 28000.
 */
export const SIGNED_FUNCTION_SOURCE = `
DECLARE
  parts text[] := pg_catalog.string_to_array(token, '.');
  mac text;
  known bytea;
BEGIN
  IF token IS NULL OR token = '' THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.array_length(parts, 1) <> places + 4 OR parts[1] <> 'p1' THEN
    RAISE EXCEPTION USING ERRCODE = '28000', MESSAGE = pg_catalog.format('the tenant token in %s has not the form of one', setting);
  END IF;
  mac := parts[places + 4];
  SELECT pg_catalog.sha256(k.outer_block || pg_catalog.sha256(k.inner_block || pg_catalog.convert_to(
           pg_catalog.left(token, pg_catalog.length(token) - pg_catalog.length(mac) - 1), 'UTF8')))
    INTO known FROM ${TENANCY_SCHEMA}.${SIGNING_KEYS} k WHERE k.scope = setting AND k.id = parts[2];
  IF known IS NULL OR pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.encode(known, 'hex'), 'UTF8'))
       <> pg_catalog.sha256(pg_catalog.convert_to(mac, 'UTF8')) THEN
    RAISE EXCEPTION USING ERRCODE = '28000', MESSAGE = pg_catalog.format('the tenant token in %s is not signed by a good key', setting);
  END IF;
  IF parts[3]::pg_catalog.int8 <= pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) THEN
    RAISE EXCEPTION USING ERRCODE = '28000', MESSAGE = pg_catalog.format('the tenant token in %s has expired', setting);
  END IF;
  RETURN pg_catalog.convert_from(pg_catalog.decode(parts[place + 3], 'base64'), 'UTF8');
END
`;

/** `CREATE OR REPLACE FUNCTION …`: runs with the rights of its owner, and with a search_path that no caller can choose. */
export function createSignedTenantFunction(): string {
  return [
    `CREATE OR REPLACE FUNCTION ${quoteQualified(TENANCY_SCHEMA, SIGNED_FUNCTION)}(${SIGNED_FUNCTION_ARGS}) RETURNS text`,
    "LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path TO pg_catalog, pg_temp",
    `AS ${quoteLiteral(SIGNED_FUNCTION_SOURCE)}`,
  ].join(" ");
}
