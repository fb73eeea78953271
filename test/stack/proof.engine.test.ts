import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../postgres/connect/session";
import { serverFor, type TestServer } from "../servers";
import { TestStack } from "./test-stack";

describe("the proof at the end of an update, by the real engine", () => {
  let server: TestServer;
  let stack: TestStack;

  before(async () => {
    server = await serverFor(17);
    stack = await TestStack.create(server);
    await stack.up();
  });
  after(() => stack.remove());

  const sql = (text: string) =>
    withSession({ ...server.settings, database: stack.database }, (session) => session.query(text));

  test("does not run again while nothing has changed", async () => {
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("an attack that gets through fails the update, by name, role, object and fix", async () => {
    // Nothing that is declared speaks of this schema: only an attack finds what is wrong with it.
    await sql(`CREATE SCHEMA stray CREATE TABLE leak (tenant_id uuid NOT NULL, id int)`);
    await sql(`GRANT USAGE ON SCHEMA stray TO ${stack.database}_app`);
    await sql(`GRANT ALL ON stray.leak TO ${stack.database}_app`);
    const { code, output } = await stack.run(["up", "--yes"]);
    assert.notEqual(code, 0);
    assert.match(output, /palisade:index:Proof/);
    assert.match(output, /tenant-truncate|truncate/i);
    assert.match(output, new RegExp(`${stack.database}_app`));
    assert.match(output, /stray\.leak/);
    assert.match(output, /REVOKE TRUNCATE/);
  });

  test("it goes on failing until that is mended, and says nothing of it then", async () => {
    assert.notEqual((await stack.run(["up", "--yes"])).code, 0);
    await sql("DROP SCHEMA stray CASCADE");
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 21, update: 1 });
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("one argument leaves it out", async () => {
    await stack.configure({ proof: '{"enabled":false}' });
    await stack.up();
    assert.deepEqual(await stack.changes(), { delete: 1, same: 21 });
  });
});
