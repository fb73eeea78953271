import type { ReadModelOptions } from "../catalog/read-model";
import type { AccessIntent } from "./access-intent";

/** What has to be read of a database to plan its access. Columns only where a rule names some. */
export function readingFor(intent: AccessIntent): ReadModelOptions {
  const selectors = [...intent.rules, ...intent.denials].flatMap(({ on }) => on);
  const named = selectors.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return {
    schemas: [...intent.schemas.keys()],
    columns: selectors.some(({ columns }) => columns !== undefined),
    owners: true,
    system: [...new Set(named)],
  };
}
