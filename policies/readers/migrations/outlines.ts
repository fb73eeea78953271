import { isPlaceholder } from "../../../postgres/statements/placeholders";
import { Unknown } from "../../facts/maybe";
import type { SourcePlace } from "../../facts/object-ref";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, list, type Node, textOf } from "./tree";

/** Statements that open something whatever names stand in them. */
const OPENING: ReadonlySet<string> = new Set([
  "CreateRoleStmt",
  "AlterRoleStmt",
  "AlterRoleSetStmt",
  "AlterDatabaseSetStmt",
  "CopyStmt",
  "LoadStmt",
]);

const SWITCHING_OFF: ReadonlySet<unknown> = new Set([
  "AT_DisableRowSecurity",
  "AT_NoForceRowSecurity",
  "AT_DisableTrig",
  "AT_DisableTrigUser",
  "AT_DisableTrigAll",
]);

/** True for a statement that is judged though some of its names are decided at run time. */
export function opens(type: string, fields: Node): boolean {
  if (type === "GrantStmt" || type === "GrantRoleStmt") return fields["is_grant"] === true;
  if (type === "AlterDefaultPrivilegesStmt")
    return isNode(fields["action"]) && fields["action"]["is_grant"] === true;
  if (type === "AlterTableStmt") return commandsOf(fields).every((command) => SWITCHING_OFF.has(command));
  return OPENING.has(type);
}

/** Where row security is switched on for tables that are decided at run time, of none is it known any more that it is off. */
export function mayProtect(state: MigrationState, type: string, fields: Node, place: SourcePlace): void {
  if (type !== "AlterTableStmt") return;
  const commands = commandsOf(fields);
  const reason = `${place.file}:${place.line} protects tables that are decided at run time: this one may be among them`;
  const schema = isNode(fields["relation"]) ? textOf(fields["relation"]["schemaname"]) : undefined;
  for (const table of state.tables.values()) {
    if (schema !== undefined && !isPlaceholder(schema) && schema !== table.object.schema) continue;
    if (commands.includes("AT_EnableRowSecurity") && table.enabled === false)
      table.enabled = new Unknown(reason);
    if (commands.includes("AT_ForceRowSecurity") && table.forced === false)
      table.forced = new Unknown(reason);
  }
}

function commandsOf(fields: Node): unknown[] {
  return list(fields["cmds"]).map((item) => fieldsOf(item, "AlterTableCmd")?.["subtype"]);
}
