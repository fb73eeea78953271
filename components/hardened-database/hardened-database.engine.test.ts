import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { migrate } from "../../examples/shop/migrate";
import { ConnectionError } from "../../postgres/connect/errors";
import { withSession } from "../../postgres/connect/session";
import { freshDatabase, serverFor, type TestServer } from "../../test/servers";
import { TestStack } from "../../test/stack/test-stack";

/** What no mock shows: how the engine inherits protection, replaces, and deletes. */
describe("a HardenedDatabase in the real engine", () => {
  let server: TestServer;
  let stack: TestStack;

  before(async () => {
    server = await serverFor(17);
    stack = await TestStack.create(server);
    await stack.up();
  });
  after(() => stack.remove());

  const login = async (part: string) => {
    const outputs = await stack.outputs();
    return {
      ...server.settings,
      database: stack.database,
      user: String(outputs[`${part}Username`]),
      password: String(outputs[`${part}Password`]),
    };
  };
  const canLogIn = (settings: TestServer["settings"]) =>
    withSession(settings, async () => true).catch((error: unknown) => {
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.code, "28P01");
      return false;
    });
  const rows = (sql: string) => withSession(server.settings, (session) => session.rows(sql));

  test("draws a new password for one role when asked to, although the database is protected", async () => {
    const [oldApp, oldOwner] = [await login("app"), await login("owner")];
    await stack.configure({ roles: '{"app":{"passwordVersion":"2"}}' });
    await stack.up();
    const newApp = await login("app");
    assert.notEqual(newApp.password, oldApp.password);
    assert.equal(await canLogIn(newApp), true);
    assert.equal(await canLogIn(oldApp), false);
    assert.deepEqual(await login("owner"), oldOwner);
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("deletes nothing of the database while it is protected, even where no preview stands before the destroy", async () => {
    const { code, output } = await stack.run(["destroy", "--yes", "--skip-preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /cannot be deleted\s+because it is protected/);
    await stack.up();
    // The proof is nothing but a record, and the first that a destroy comes to.
    assert.deepEqual(await stack.changes(), { create: 1, same: 21 });
  });

  test("a destroy is refused before anything of it goes while a role of it owns a table in another database", async () => {
    const outputs = await stack.outputs();
    await migrate({ connectionString: String(outputs["ownerConnectionString"]) });
    await stack.configure({ protect: "false" });
    // Without the policy pack, which refuses an unprotected database.
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    const other = await freshDatabase(server, "elsewhere");
    const app = String(outputs["appUsername"]);
    const elsewhere = (sql: string) => withSession(other.settings, (session) => session.query(sql));
    await elsewhere(`CREATE TABLE public.kept (id int); ALTER TABLE public.kept OWNER TO "${app}"`);
    const { code, output } = await stack.run(["destroy", "--yes", "--skip-preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /a role that owns objects cannot be dropped, so nothing was deleted:/);
    assert.ok(output.includes(`${app} owns 1 object in database ${other.name}: table public.kept`), output);
    const cure = `REASSIGN OWNED BY "${app}" TO "${server.settings.user}"; DROP OWNED BY "${app}";`;
    assert.ok(output.includes(`in database ${other.name}: ${cure}`), output);
    // Only the proof's record has gone: on the server everything is as it was, and still the declared.
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    assert.deepEqual(await stack.changes(), { create: 1, same: 21 });
    await withSession(await login("app"), (session) => session.query("SELECT FROM app.orders"));
    await elsewhere(cure);
    assert.equal((await elsewhere("SELECT FROM public.kept")).length, 0);
    await other.drop();
  });

  test("is destroyed in one go once it is not protected, with the tables that migrations made", async () => {
    await stack.succeed(["destroy", "--yes", "--skip-preview"]);
    assert.deepEqual(await rows(`SELECT datname FROM pg_database WHERE datname = '${stack.database}'`), []);
    assert.deepEqual(
      await rows(`SELECT rolname FROM pg_roles WHERE rolname LIKE '${stack.database}\\_%'`),
      [],
    );
  });
});
