import type { ObjectRef } from "./object-ref";
import type { Fact } from "./origin";

/** Something in a script that decides under a search path, leaves to others what it works on, or goes beyond the database. */
export interface ScriptStepFact extends Fact {
  /** The file. */
  readonly script: string;
  /** True for a script of an extension, which CREATE EXTENSION runs with the rights of whoever installs it. */
  readonly extension: boolean;
  /** The search path that the script has set before; absent where it is that of whoever runs it. */
  readonly path?: readonly string[];
  readonly step:
    | NameStep
    | { readonly kind: "implicit"; readonly name: string }
    /** A way to files and programs, as SQL has it: `COPY … PROGRAM`, `pg_read_file()`; the server's own, or those of the client. */
    | { readonly kind: "files"; readonly way: string; readonly of: "server" | "client" }
    /** CREATE OR REPLACE and IF NOT EXISTS, of what the files have not made before. */
    | { readonly kind: "takes over"; readonly statement: string; readonly object: ObjectRef }
    /** SET session_replication_role. */
    | { readonly kind: "triggers"; readonly mode: string }
    /** SET search_path; without `to` it is the default, or made at run time. */
    | { readonly kind: "search path"; readonly to?: readonly string[] };
}

/** A name that is written without its schema. */
export interface NameStep {
  readonly kind: "name";
  readonly of: "function" | "operator" | "relation";
  readonly name: string;
}
