import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pinnedSearchPath } from "./search-path";

describe("a function's own search_path", () => {
  const table: readonly (readonly [string, readonly string[], readonly string[] | undefined])[] = [
    ["is absent", ["work_mem=64MB"], undefined],
    ["is a list", ["search_path=pg_catalog, app, pg_temp"], ["pg_catalog", "app", "pg_temp"]],
    ["may hold quoted names", ['search_path="Odd, ""one""", pg_temp'], ['Odd, "one"', "pg_temp"]],
    ["may be empty", ['search_path=""'], []],
    ["may come after other settings", ["work_mem=1MB", "search_path=a"], ["a"]],
  ];
  for (const [what, settings, path] of table) {
    test(what, () => assert.deepEqual(pinnedSearchPath(settings), path));
  }
});
