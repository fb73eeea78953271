import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factsOf } from "../../facts/facts";
import { readMigrations } from "../migrations";

async function read(text: string) {
  const { facts, notRead } = await readMigrations([{ path: "1.sql", text }]);
  return {
    rules: factsOf(facts, "rewriteRule"),
    reasons: notRead.map(({ reason }) => reason),
  };
}

describe("CREATE RULE in migrations", () => {
  test("is told with the table's owner, and with the statement that made it", async () => {
    const { rules, reasons } = await read(
      "CREATE TABLE a (id int);\nCREATE RULE r AS ON INSERT TO a WHERE new.id > 1 DO INSTEAD NOTHING;\nALTER TABLE a OWNER TO joe;",
    );
    assert.deepEqual(reasons, []);
    assert.deepEqual(rules, [
      {
        name: "r",
        table: { schema: "public", name: "a" },
        owner: "joe",
        event: "INSERT",
        instead: true,
        conditional: true,
        runsStatements: false,
        enabled: true,
        place: { file: "1.sql", line: 2, column: 1 },
      },
    ]);
  });

  test("goes with its table, under its other name and schema too", async () => {
    const made =
      "CREATE SCHEMA s; CREATE TABLE a (id int); CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING;";
    const tables = async (more: string) => (await read(`${made} ${more}`)).rules.map(({ table }) => table);
    assert.deepEqual(await tables("ALTER TABLE a RENAME TO b; ALTER TABLE b SET SCHEMA s"), [
      { schema: "s", name: "b" },
    ]);
    assert.deepEqual(await tables("DROP TABLE a"), []);
    assert.deepEqual(await tables("ALTER TABLE a SET SCHEMA s; DROP SCHEMA s CASCADE"), []);
    assert.deepEqual(await tables("ALTER RULE r ON a RENAME TO q; DROP RULE q ON a"), []);
  });

  test("is switched off and on", async () => {
    const made = "CREATE TABLE a (id int); CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING;";
    const enabled = async (more: string) => (await read(`${made} ${more}`)).rules[0]?.enabled;
    assert.equal(await enabled("ALTER TABLE a DISABLE RULE r"), false);
    for (const how of ["", "ALWAYS", "REPLICA"])
      assert.equal(await enabled(`ALTER TABLE a DISABLE RULE r; ALTER TABLE a ENABLE ${how} RULE r`), true);
    for (const other of ["RULE other", "TRIGGER r"])
      assert.equal(await enabled(`ALTER TABLE a DISABLE ${other}`), true);
  });

  test("is how a view takes writes, and not looked into where the files make neither", async () => {
    const rule = "CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING";
    assert.deepEqual(await read(`CREATE VIEW v AS SELECT 1 AS a; ${rule}`), { rules: [], reasons: [] });
    assert.deepEqual(await read(rule), {
      rules: [],
      reasons: ["makes a rule of public.v, which may be a table or a view: give its migration too"],
    });
  });
});
