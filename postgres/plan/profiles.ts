import { type PrivilegeSet, privilegeSet } from "../model/privileges";
import type { SchemaKind } from "./kinds";

/** What a profile gives, by kind of object. */
export type Profile = Readonly<Partial<Record<SchemaKind, PrivilegeSet>>>;

const USAGE = privilegeSet(["USAGE"]);
const SELECT = privilegeSet(["SELECT"]);
const EXECUTE = privilegeSet(["EXECUTE"]);

/**
 * The built-in profiles. None gives structure or ways around row security: no TRUNCATE, REFERENCES, TRIGGER, MAINTAIN or
 * CREATE, no UPDATE on sequences (which is setval()), nothing on SECURITY DEFINER functions, materialized views or
 * foreign tables. Those are declared by name, in sight.
 */
export const PROFILES: Readonly<Record<string, Profile>> = {
  /** Names in the schema can be used, nothing in it. */
  usage: { schema: USAGE, types: USAGE },
  /** Reads rows. EXECUTE is among it because a view calls its functions as whoever reads the view. */
  readonly: {
    schema: USAGE,
    tables: SELECT,
    views: SELECT,
    sequences: SELECT,
    functions: EXECUTE,
    types: USAGE,
  },
  /** Reads and writes rows. */
  readwrite: {
    schema: USAGE,
    tables: privilegeSet(["SELECT", "INSERT", "UPDATE", "DELETE"]),
    views: SELECT,
    sequences: privilegeSet(["USAGE", "SELECT"]),
    functions: EXECUTE,
    types: USAGE,
  },
  /** Adds rows and sees none, as a collector of events does. */
  appendonly: {
    schema: USAGE,
    tables: privilegeSet(["INSERT"]),
    sequences: USAGE,
    functions: EXECUTE,
    types: USAGE,
  },
  /** Calls functions that run as their caller. */
  execute: { schema: USAGE, functions: EXECUTE, types: USAGE },
};
