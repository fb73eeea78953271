import { quoteLiteral, quoteQualified } from "./quote";

/** A PL/pgSQL function for event triggers. */
export interface EventTriggerFunction {
  readonly schema: string;
  readonly name: string;
  /** The text from DECLARE to END, which this project made. */
  readonly body: string;
}

/** How `pg_proc.proconfig` holds the settings that {@link createEventTriggerFunction} gives a function. */
export const PINNED_SETTINGS = ["search_path=pg_catalog, pg_temp", "jit=off"] as const;

/**
 * `CREATE OR REPLACE FUNCTION …() RETURNS event_trigger`: it runs with the rights of whoever made the statement, and
 * with a search_path that such a person cannot choose. Queries of the catalog are over before they could be compiled.
 */
export function createEventTriggerFunction({ schema, name, body }: EventTriggerFunction): string {
  return [
    `CREATE OR REPLACE FUNCTION ${quoteQualified(schema, name)}() RETURNS event_trigger`,
    "LANGUAGE plpgsql SECURITY INVOKER SET search_path TO pg_catalog, pg_temp SET jit TO off",
    `AS ${quoteLiteral(body)}`,
  ].join(" ");
}

/** `DROP FUNCTION …()`. */
export function dropEventTriggerFunction(schema: string, name: string): string {
  return `DROP FUNCTION ${quoteQualified(schema, name)}()`;
}
