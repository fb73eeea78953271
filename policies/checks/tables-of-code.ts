import type { RoutineCode } from "../../postgres/routines/types";
import type { Facts } from "../facts/facts";
import { factsAbout } from "../facts/lookup";
import { identityOf, inDatabase } from "../facts/object-ref";
import type { FunctionFact, TableFact } from "../facts/objects";
import { pinnedSearchPath } from "./search-path";

/** The tables that a function's code names; a name without a schema is looked for along the function's own search_path. */
export function tablesOfCode(
  { object, settings }: FunctionFact,
  code: RoutineCode,
  facts: Facts,
): TableFact[] {
  const path = pinnedSearchPath(settings) ?? [object.schema ?? "public"];
  return code.reads.flatMap((parts) => {
    const name = parts.at(-1) ?? "";
    const written = parts.at(-2);
    return (
      (written === undefined ? path : [written])
        .map((schema) =>
          factsAbout(
            facts,
            "table",
            identityOf({ kind: "table", ...inDatabase(object.database), schema, name }),
          ),
        )
        .find((found) => found.length > 0) ?? []
    );
  });
}
