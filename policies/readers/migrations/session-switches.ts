import type { SourcePlace } from "../../facts/object-ref";
import { settingText } from "./roles";
import { isExtensionScript } from "./script-steps";
import { setConfigCalls } from "./set-config";
import type { MigrationState } from "./state";
import type { Node } from "./tree";

const ROLE = "session_replication_role";

/** SET session_replication_role and set_config: the triggers of the statements that follow in the file. */
export function readSwitches(state: MigrationState, type: string, node: Node, place: SourcePlace): void {
  for (const mode of modesIn(type, node)) {
    const step = { kind: "triggers", mode } as const;
    const key = JSON.stringify([place.file, step]);
    if (state.scriptSteps.has(key)) continue;
    state.scriptSteps.set(key, { script: place.file, extension: isExtensionScript(place.file), step, place });
  }
}

function modesIn(type: string, node: Node): string[] {
  if (type === "VariableSetStmt")
    return node["name"] === ROLE ? [settingText(node) ?? "origin"].map((mode) => mode.toLowerCase()) : [];
  return setConfigCalls(type, node).flatMap(({ name, value }) =>
    name === ROLE && value !== undefined ? [value.toLowerCase()] : [],
  );
}
