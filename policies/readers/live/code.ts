import type { RoutineCodes } from "../../../postgres/catalog/routine-code";
import type { ObjectName } from "../../../postgres/model/objects";
import { Unknown } from "../../facts/maybe";
import { identityOf } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { unreadableCode } from "../unreadable-code";

/** What was read of the code of routines, by routine and by view. */
export class LiveCode {
  readonly #routines = new Map<string, Pick<FunctionFact, "code" | "trigger">>();
  readonly #calls = new Map<string, string[]>();

  constructor({ routines, viewCalls }: RoutineCodes, database: string) {
    for (const { trigger, reading, ...routine } of routines)
      this.#routines.set(keyOf(routine), {
        trigger,
        code: "code" in reading ? reading.code : new Unknown(unreadableCode(reading.problem)),
      });
    for (const { view, routine } of viewCalls) {
      const called = identityOf({ kind: "function", database, ...routine });
      const key = keyOf(view);
      this.#calls.set(key, [...(this.#calls.get(key) ?? []), called].sort());
    }
  }

  /** The facts of a routine that its code tells; nothing where nobody had a reason to look into it. */
  of(routine: ObjectName): Pick<FunctionFact, "code" | "trigger"> {
    return this.#routines.get(keyOf(routine)) ?? {};
  }

  /** The functions that a view calls and that run as their owner. */
  calledBy(view: ObjectName): readonly string[] {
    return this.#calls.get(keyOf(view)) ?? [];
  }
}

function keyOf({ schema, name, args }: Omit<ObjectName, "kind">): string {
  return JSON.stringify([schema, name, args]);
}
