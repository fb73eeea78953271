import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PUBLIC } from "../postgres/model/acl";
import { privilegeSet } from "../postgres/model/privileges";
import type { ObjectRef } from "./facts/object-ref";
import { revokeText } from "./sql-text";

const SELECT_UPDATE = privilegeSet(["SELECT", "UPDATE"]);

describe("the statement that a fix shows", () => {
  const table: readonly (readonly [string, ObjectRef, string])[] = [
    ["a table", { kind: "table", schema: "app", name: "orders" }, 'SELECT, UPDATE ON TABLE "app"."orders"'],
    ["every table", { kind: "table", schema: "app" }, 'SELECT, UPDATE ON ALL TABLES IN SCHEMA "app"'],
    [
      "a column, behind each privilege",
      { kind: "column", schema: "app", name: "users", column: 'e"mail' },
      'SELECT ("e""mail"), UPDATE ("e""mail") ON TABLE "app"."users"',
    ],
    [
      "a large object by its number",
      { kind: "large object", name: "16400" },
      "SELECT, UPDATE ON LARGE OBJECT 16400",
    ],
    [
      "a parameter by its parts",
      { kind: "parameter", name: "auto_explain.log_level" },
      'SELECT, UPDATE ON PARAMETER "auto_explain"."log_level"',
    ],
    [
      "a foreign-data wrapper in PostgreSQL's spelling",
      { kind: "foreign-data wrapper", name: "postgres_fdw" },
      'SELECT, UPDATE ON FOREIGN DATA WRAPPER "postgres_fdw"',
    ],
    ["every language, which no statement can name", { kind: "language" }, "SELECT, UPDATE ON LANGUAGE …"],
  ];
  for (const [what, ref, text] of table) {
    test(`names ${what}`, () =>
      assert.equal(revokeText(SELECT_UPDATE, ref, PUBLIC), `REVOKE ${text} FROM PUBLIC;`));
  }
});
