import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readMigrations } from "../migrations";

const TABLES = `CREATE TABLE a (id int NOT NULL, tenant_id uuid NOT NULL);
CREATE TABLE b (id int, note text);
CREATE VIEW v AS SELECT tenant_id AS whose FROM a;`;

/** The columns of the table that a query makes, each with its type where it is known; `undefined` where they are not. */
async function columns(query: string, names = "") {
  const { facts, notRead } = await readMigrations([
    { path: "1.sql", text: `${TABLES} CREATE TABLE made${names} AS ${query};` },
  ]);
  const made = facts.facts.table?.find(({ object }) => object.name === "made")?.columns;
  assert.equal(
    notRead.some(({ reason }) => reason.startsWith("the columns of table public.made are")),
    made === undefined,
  );
  assert.ok(made?.every(({ notNull }) => !notNull) ?? true);
  return made?.map(({ name, type }) => (type === undefined ? name : `${name} ${type}`)).join(", ");
}

describe("the columns of a table that a query makes", () => {
  for (const [query, expected] of [
    ["TABLE a", "id integer, tenant_id uuid"],
    ["SELECT * FROM a x, b", "id integer, tenant_id uuid, id integer, note text"],
    ["SELECT b.*, a.tenant_id AS whose FROM a, b", "id integer, note text, whose uuid"],
    ["SELECT * FROM b JOIN a USING (id)", "id integer, note text, tenant_id uuid"],
    ["SELECT * FROM b NATURAL JOIN a", "id integer, note text, tenant_id uuid"],
    ["SELECT * FROM v", "whose"],
    ["SELECT * FROM a AS x (one)", "one integer, tenant_id uuid"],
    ["SELECT * FROM (SELECT id FROM b) q", "id integer"],
    ["WITH q AS (SELECT * FROM a) SELECT q.* FROM q", "id integer, tenant_id uuid"],
    ["WITH a (x) AS (VALUES (1, 2)) SELECT * FROM a", "x, column2"],
    ["WITH RECURSIVE r AS (SELECT 1 AS n UNION SELECT n + 1 FROM r) SELECT * FROM r", "n"],
    ["SELECT id FROM b UNION SELECT 1", "id integer"],
    [
      "SELECT now(), 1, '2'::int4, id::text, coalesce(note, ''), ARRAY[1] FROM b",
      "now, ?column?, int4 integer, id text, coalesce, array",
    ],
    [
      "SELECT CASE WHEN true THEN 1 ELSE id END, (SELECT note FROM b), EXISTS (SELECT) FROM b",
      "id, note, exists",
    ],
    ["SELECT tenant_id FROM elsewhere", "tenant_id"],
    ["SELECT * FROM elsewhere", undefined],
    ["SELECT elsewhere.* FROM a, elsewhere", undefined],
    ["EXECUTE prepared", undefined],
  ] as const) {
    test(`of ${query}`, async () => {
      assert.equal(await columns(query), expected);
    });
  }

  test("have the names that the statement gives them", async () => {
    assert.equal(await columns("TABLE a", " (one)"), "one integer, tenant_id uuid");
  });

  test("are those of SELECT INTO too, and a temporary table is none", async () => {
    const text = `${TABLES} SELECT tenant_id INTO made FROM a UNION SELECT NULL;
SELECT * INTO TEMP gone FROM a; CREATE TEMP TABLE away AS TABLE a; CREATE TABLE IF NOT EXISTS made AS TABLE b;`;
    const { facts, notRead } = await readMigrations([{ path: "1.sql", text }]);
    assert.deepEqual(notRead, []);
    assert.deepEqual(
      facts.facts.table?.map(({ object, columns: made }) => [object.name, made?.map(({ name }) => name)]),
      [
        ["a", ["id", "tenant_id"]],
        ["b", ["id", "note"]],
        ["made", ["tenant_id"]],
      ],
    );
  });
});
