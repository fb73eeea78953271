import { reachOf } from "../../../postgres/routines/reaches";
import type { SourcePlace } from "../../facts/object-ref";
import { RUNNING } from "./calls";
import { isExtensionScript } from "./script-steps";
import type { MigrationState } from "./state";
import { type Node, walk } from "./tree";

/** Ways to files and programs in a statement that goes there when it runs; a view or a function does so later, if ever. */
export function readReaches(state: MigrationState, type: string, node: Node, place: SourcePlace): void {
  // The script of an extension is there to bring such functions.
  const brings = type === "CreateFunctionStmt" && !isExtensionScript(place.file);
  if (!RUNNING.has(type) && !brings && type !== "CopyStmt" && type !== "LoadStmt") return;
  const add = (way: string, of: "server" | "client") => {
    const step = { kind: "files", way, of } as const;
    const key = JSON.stringify([place, step]);
    state.scriptSteps.set(key, { script: place.file, extension: isExtensionScript(place.file), step, place });
  };
  walk({ [type]: node }, (part) => {
    const way = reachOf(part);
    if (way !== undefined) add(way, "server");
    else if (part.type === "CopyStmt") add("COPY", "client");
    return type !== "CreateFunctionStmt";
  });
}
