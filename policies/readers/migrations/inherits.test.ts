import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readMigrations } from "../migrations";
import { LIKE_OTHERS, TABLES } from "./testing/tables-like-others";

async function read(text: string) {
  const { facts, notRead } = await readMigrations([
    { path: "0.sql", text: TABLES },
    { path: "1.sql", text },
  ]);
  const made = facts.facts.table?.find(({ object }) => object.name === "made");
  const columns = made?.columns?.map(
    ({ name, type, notNull }) =>
      `${name}${type === undefined ? "" : ` ${type}`}${notNull ? " NOT NULL" : ""}`,
  );
  return { made, columns: columns?.join(", "), doubts: notRead.map(({ reason }) => reason), notRead };
}

const lacks = (other: string) =>
  `the columns of table public.made are those of ${other}, which the files do not tell: give the migration that makes it too`;

describe("the columns of a table that has them of another", () => {
  for (const [statements, expected] of LIKE_OTHERS) {
    test(`${statements}`, async () => {
      const { columns, doubts } = await read(statements);
      assert.equal(columns, expected);
      assert.deepEqual(doubts, []);
    });
  }

  for (const [statements, expected, other] of [
    ["CREATE TABLE made (LIKE elsewhere)", undefined, "table public.elsewhere"],
    ["CREATE TABLE made (LIKE elsewhere, x int)", "x integer", "table public.elsewhere"],
    [
      "CREATE TABLE t (x int); CREATE TEMP TABLE t (y int); CREATE TABLE made (LIKE t)",
      undefined,
      "table public.t",
    ],
    ["CREATE TABLE made () INHERITS (s.elsewhere)", undefined, "table s.elsewhere"],
    ["CREATE TABLE made PARTITION OF elsewhere DEFAULT", undefined, "table public.elsewhere"],
    [
      "CREATE TABLE made PARTITION OF elsewhere (tenant_id NOT NULL) DEFAULT",
      "tenant_id NOT NULL",
      "table public.elsewhere",
    ],
    // Of a table that the files only alter they tell a part.
    [
      "ALTER TABLE elsewhere ADD tenant_id uuid; CREATE TABLE made (LIKE elsewhere)",
      "tenant_id uuid",
      "table public.elsewhere",
    ],
  ] as const) {
    test(`are in doubt: ${statements}`, async () => {
      const { columns, doubts, notRead } = await read(statements);
      assert.equal(columns, expected);
      assert.deepEqual(doubts, [lacks(other)]);
      assert.equal(notRead[0]?.place.file, "1.sql");
    });
  }

  test("are those of a view, without their types", async () => {
    const { columns, doubts } = await read(
      "CREATE VIEW v AS SELECT tenant_id FROM a; CREATE TABLE made (LIKE v)",
    );
    assert.equal(columns, "tenant_id");
    assert.deepEqual(doubts, []);
  });

  test("are in doubt where a type or a query over a part of them gives them", async () => {
    const { columns, doubts } = await read("CREATE TABLE made OF s.shape (PRIMARY KEY (id))");
    assert.equal(columns, undefined);
    assert.deepEqual(doubts, [
      "the columns of table public.made are those of the type s.shape, which is not looked into",
    ]);
    const part = "ALTER TABLE elsewhere ADD tenant_id uuid; CREATE TABLE made AS TABLE elsewhere";
    assert.equal((await read(part)).made?.columns, undefined);
  });
});

describe("what else a table has of another", () => {
  test("LIKE brings keys and indexes by INCLUDING INDEXES, and never row security", async () => {
    const protects = "ALTER TABLE a ENABLE ROW LEVEL SECURITY; CREATE UNIQUE INDEX ON a (lower(email));";
    const bare = (await read(`${protects} CREATE TABLE made (LIKE a)`)).made;
    assert.deepEqual([bare?.uniqueKeys, bare?.leadingIndexColumns], [[], []]);
    const { made } = await read(`${protects} CREATE TABLE made (LIKE a INCLUDING ALL)`);
    assert.deepEqual(made?.rowSecurity?.enabled, false);
    assert.deepEqual(made?.leadingIndexColumns, ["id", "email", "tenant_id", null]);
    const keys = made?.uniqueKeys?.map(({ place: _of, ...key }) => key);
    assert.deepEqual(keys, [
      { name: "made_pkey", columns: ["id"], primary: true, ofConstraint: true },
      { name: "made_email_key", columns: ["email"], primary: false, ofConstraint: true },
      { name: "made_expr_idx", columns: [null], primary: false, ofConstraint: false },
    ]);
    const without = (await read("CREATE TABLE made (LIKE a INCLUDING ALL EXCLUDING INDEXES)")).made;
    assert.deepEqual(without?.uniqueKeys, []);
    const unknown = (await read("CREATE TABLE made (tenant_id uuid, LIKE elsewhere INCLUDING INDEXES)")).made;
    assert.deepEqual([unknown?.uniqueKeys, unknown?.leadingIndexColumns], [undefined, undefined]);
  });

  test("a partition has its parent's indexes, those of later too, and what inherits has none", async () => {
    const later = "CREATE INDEX ON p (id); ALTER TABLE p ADD UNIQUE (id, tenant_id);";
    const partition = (await read(`CREATE TABLE made PARTITION OF p DEFAULT; ${later}`)).made;
    assert.deepEqual(partition?.leadingIndexColumns, ["tenant_id", "id", "id"]);
    const attached = `CREATE TABLE made (tenant_id uuid NOT NULL, id int NOT NULL); ALTER TABLE p ATTACH PARTITION made DEFAULT; ${later}`;
    assert.deepEqual((await read(attached)).made?.leadingIndexColumns, ["tenant_id", "id", "id"]);
    const child = (await read("CREATE TABLE made () INHERITS (a); CREATE INDEX ON a (email);")).made;
    assert.deepEqual(child?.leadingIndexColumns, []);
    const unknown = (await read("CREATE TABLE made PARTITION OF elsewhere (tenant_id NOT NULL) DEFAULT"))
      .made;
    assert.equal(unknown?.leadingIndexColumns, undefined);
  });

  test("a partition that is detached is a table of its own, told where that was said", async () => {
    const { made } = await read(
      "CREATE TABLE made PARTITION OF p DEFAULT;\nALTER TABLE p DETACH PARTITION made;",
    );
    assert.equal(made?.partition, false);
    assert.equal(made?.place?.line, 2);
  });

  test("partitions and heirs are dropped with their parent", async () => {
    const dropped = "CREATE TABLE made PARTITION OF p DEFAULT; DROP TABLE p; CREATE TABLE x () INHERITS (a);";
    assert.equal((await read(dropped)).made, undefined);
    assert.equal((await read("CREATE TABLE made () INHERITS (a); DROP TABLE a CASCADE")).made, undefined);
    const kept =
      "CREATE TABLE made PARTITION OF p DEFAULT; ALTER TABLE p DETACH PARTITION made; DROP TABLE p";
    assert.notEqual((await read(kept)).made, undefined);
  });
});
