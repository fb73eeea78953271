import { fieldsOf, list, namesOf, stringOf, type Typed } from "../expression/tree";
import type { Node } from "../expression/types";

/** Functions of the server, and of its own extensions, that read and write its files. */
const FILES =
  /^(?:pg_read_file|pg_read_binary_file|pg_ls_dir|pg_stat_file|pg_file_(?:write|sync|rename|unlink)|lo_import|lo_export)$/;

/** Functions that connect to another server. */
const CONNECTING = /^(?:dblink|dblink_exec|dblink_connect|dblink_connect_u|dblink_send_query)$/;

/** The way to the server's files and programs that a node of a statement is, as SQL has it. */
export function reachOf(node: Typed): string | undefined {
  const { type, fields } = node;
  if (type === "LoadStmt") return "LOAD";
  if (type === "CopyStmt" && fields["is_program"] === true) return "COPY … PROGRAM";
  if (type === "CopyStmt" && fields["filename"] !== undefined) return "COPY of a file";
  if (type === "CreateFunctionStmt") return ofTheServer(fields);
  return calling(node, FILES);
}

/** What CREATE FUNCTION calls of a library of the server, or of the server itself, past its privileges. */
function ofTheServer(fields: Node): string | undefined {
  const language = list(fields["options"])
    .map((option) => fieldsOf(option, "DefElem"))
    .find((option) => option?.["defname"] === "language");
  const name = stringOf(language?.["arg"])?.toLowerCase();
  return name === "c" || name === "internal" ? `LANGUAGE ${name}` : undefined;
}

/** The call by which a node of a statement connects to another server. */
export function connectionOf(node: Typed): string | undefined {
  return calling(node, CONNECTING);
}

function calling({ type, fields }: Typed, which: RegExp): string | undefined {
  const called = type === "FuncCall" ? (namesOf(fields["funcname"]).at(-1) ?? "") : "";
  return which.test(called) ? `${called}()` : undefined;
}
