import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type { SwitchedOffTriggersFact } from "../../facts/objects";
import type { MigrationState, TableDraft } from "./state";
import { type Node, textOf } from "./tree";

/** Which triggers of a table are off. */
export interface SwitchedOffDraft {
  readonly names: Set<string>;
  /** True where a statement switched off all that somebody had made. */
  all: boolean;
  foreignKeys: boolean;
  place: SourcePlace;
}

const SWITCHES: ReadonlySet<unknown> = new Set([
  "AT_DisableTrig",
  "AT_DisableTrigUser",
  "AT_DisableTrigAll",
  "AT_EnableTrig",
  "AT_EnableAlwaysTrig",
  "AT_EnableReplicaTrig",
  "AT_EnableTrigUser",
  "AT_EnableTrigAll",
]);

/** ALTER TABLE … DISABLE and ENABLE TRIGGER: ALL means those of constraints too, USER all others. */
export function switchTrigger(table: TableDraft, command: Node, place: SourcePlace): void {
  if (!SWITCHES.has(command["subtype"])) return;
  table.triggersOff ??= { names: new Set(), all: false, foreignKeys: false, place };
  const off = table.triggersOff;
  switch (command["subtype"]) {
    case "AT_DisableTrig":
      if (off.all) return;
      off.names.add(textOf(command["name"]) ?? "");
      break;
    case "AT_DisableTrigUser":
    case "AT_DisableTrigAll":
      off.all = true;
      if (command["subtype"] === "AT_DisableTrigAll") off.foreignKeys = true;
      break;
    case "AT_EnableTrig":
    case "AT_EnableAlwaysTrig":
    case "AT_EnableReplicaTrig":
      off.names.delete(textOf(command["name"]) ?? "");
      return;
    case "AT_EnableTrigUser":
    case "AT_EnableTrigAll":
      off.names.clear();
      off.all = false;
      if (command["subtype"] === "AT_EnableTrigAll") off.foreignKeys = false;
      return;
  }
  off.place = place;
}

/** What is off at the end, of every table that a statement switched triggers of. */
export function switchedOffTriggerFacts(state: MigrationState): SwitchedOffTriggersFact[] {
  return [...state.tables.values()].flatMap(({ object: { schema = "", name = "" }, triggersOff: off }) =>
    off === undefined
      ? []
      : [
          {
            table: { schema, name },
            names: off.all ? ("all" as const) : [...off.names].sort(),
            foreignKeys: off.foreignKeys,
            place: off.place,
          },
        ],
  );
}

/** DROP TRIGGER and ALTER TRIGGER … RENAME TO: one that is off is gone, or called otherwise. */
export function moveSwitchedOff(state: MigrationState, table: ObjectRef, from: string, to?: string): void {
  const names = state.tables.get(identityOf(table))?.triggersOff?.names;
  if (names?.delete(from) === true && to !== undefined) names.add(to);
}
