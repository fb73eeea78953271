import type { TriggerState } from "../model/guard";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "./quote";

/** What a CREATE EVENT TRIGGER says. */
export interface CreateEventTrigger {
  readonly name: string;
  readonly event: "ddl_command_start" | "ddl_command_end" | "sql_drop";
  /** The command tags it fires for; empty for all. */
  readonly tags: readonly string[];
  /** The function it calls, which takes no arguments and returns `event_trigger`. */
  readonly schema: string;
  readonly function: string;
}

/** `CREATE EVENT TRIGGER … ON … WHEN TAG IN (…) EXECUTE FUNCTION …()`. */
export function createEventTrigger(trigger: CreateEventTrigger): string {
  return [
    `CREATE EVENT TRIGGER ${quoteIdentifier(trigger.name)} ON ${trigger.event}`,
    ...(trigger.tags.length === 0 ? [] : [`WHEN TAG IN (${trigger.tags.map(quoteLiteral).join(", ")})`]),
    `EXECUTE FUNCTION ${quoteQualified(trigger.schema, trigger.function)}()`,
  ].join(" ");
}

const STATES: Readonly<Record<TriggerState, string>> = {
  origin: "ENABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
  disabled: "DISABLE",
};

/** `ALTER EVENT TRIGGER … ENABLE ALWAYS` or another state. */
export function alterEventTrigger(name: string, state: TriggerState): string {
  return `ALTER EVENT TRIGGER ${quoteIdentifier(name)} ${STATES[state]}`;
}

/** `DROP EVENT TRIGGER …`. */
export function dropEventTrigger(name: string): string {
  return `DROP EVENT TRIGGER ${quoteIdentifier(name)}`;
}
