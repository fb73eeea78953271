import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { migrate } from "../../examples/shop/migrate";
import { connect, withSession } from "../../postgres/connect/session";
import { runProof } from "../../proofs";
import { serverFor, type TestServer } from "../servers";
import { TestStack } from "./test-stack";

describe("the stack's life, by the real engine under the real policy pack", () => {
  let server: TestServer;
  let stack: TestStack;
  const secrets = new Map<string, string>();

  before(async () => {
    server = await serverFor(18);
    stack = await TestStack.create(server);
    secrets.set("the administrator's password", server.settings.password ?? "");
    secrets.set("the passphrase", stack.passphrase);
  });
  after(() => stack.remove());

  const database = () => ({ ...server.settings, database: stack.database });
  const sql = (text: string) => withSession(database(), (session) => session.query(text));

  test("the first update makes everything, and each role can log in by its connection string", async () => {
    await stack.up();
    const changes = await stack.changes();
    assert.equal(changes["create"], 22);
    const outputs = await stack.outputs();
    for (const role of ["owner", "app", "readonly"]) {
      const password = String(outputs[`${role}Password`]);
      secrets.set(`the password of ${role}`, password);
      assert.match(String(outputs[`${role}ConnectionString`]), /sslmode=verify-full/);
      const session = await connect({ ...database(), user: String(outputs[`${role}Username`]), password });
      const [row] = await session.query(
        "SELECT ssl, current_user AS role FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
      );
      assert.deepEqual(row, { ssl: true, role: outputs[`${role}Username`] });
      await session.end();
    }
  });

  test("the login roles have no attribute that they do not need, and safe settings", async () => {
    const rows = await sql(
      `SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconnlimit > 0 AS limited
         FROM pg_roles WHERE rolname LIKE '${stack.database}\\_%' ORDER BY 1`,
    );
    assert.equal(rows.length, 3);
    for (const { rolname, limited, ...attributes } of rows) {
      assert.deepEqual(new Set(Object.values(attributes)), new Set([false]), String(rolname));
      assert.equal(limited, true);
    }
    const settings = await sql(
      `SELECT split_part(entry, '=', 1) AS name FROM pg_db_role_setting, unnest(setconfig) AS entry
        WHERE setrole = '${stack.database}_app'::regrole ORDER BY 1`,
    );
    assert.deepEqual(
      settings.map(({ name }) => name),
      ["idle_in_transaction_session_timeout", "lock_timeout", "search_path", "statement_timeout"],
    );
  });

  test("a second update changes nothing", async () => {
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("what a migration adds is protected at once and closed, shown by the next preview, and opened by the next update", async () => {
    const outputs = await stack.outputs();
    const report = await migrate({ connectionString: String(outputs["ownerConnectionString"]) });
    assert.ok(report.applied.length > 0);
    const app = {
      ...database(),
      user: String(outputs["appUsername"]),
      password: String(outputs["appPassword"]),
    };
    await assert.rejects(
      withSession(app, (session) => session.query("SELECT 1 FROM app.orders")),
      /permission denied/,
    );
    const [guarded] = await withSession(database(), (session) =>
      session.query(
        "SELECT relrowsecurity AND relforcerowsecurity AS on FROM pg_class WHERE oid = 'app.orders'::regclass",
      ),
    );
    assert.deepEqual(guarded, { on: true });
    const { output, code } = await stack.preview();
    assert.equal(code, 0, output);
    assert.match(output, /\+ table app\.orders\s*: \{/);
    assert.doesNotMatch(output, /gains ENABLE ROW LEVEL SECURITY/);
    assert.match(output, new RegExp(`\\+ ${stack.database}_app gains SELECT\\s*: "declared"`));
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 19, update: 3 });
    assert.deepEqual(await withSession(app, (session) => session.query("SELECT 1 FROM app.orders")), []);
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("every attack on the running database is defended", async () => {
    const report = await runProof(database(), {});
    const open = report.attacks.filter(({ status }) => status === "got through" || status === "not run");
    assert.deepEqual(
      open.map(({ id, status, reason, attempts }) => ({ id, status, reason, attempts })),
      [],
    );
    assert.ok(report.attacks.filter(({ status }) => status === "defended").length >= 20);
  });

  test("drift is seen by preview --refresh, line by line, and repaired by the next update", async () => {
    const app = `"${stack.database}_app"`;
    await sql(`GRANT TRUNCATE ON app.orders TO ${app}`);
    await sql("ALTER TABLE app.customers NO FORCE ROW LEVEL SECURITY");
    await sql("ALTER POLICY palisade_tenant ON app.products USING (true)");
    await sql(`ALTER ROLE ${app} IN DATABASE "${stack.database}" SET row_security TO off`);
    await sql(`ALTER ROLE ${app} CREATEDB`);
    await sql(`GRANT pg_monitor TO ${app}`);
    const unrefreshed = await stack.preview();
    assert.match(unrefreshed.output, /- loses CREATEDB \(not declared\)/, "seen without a refresh as well");
    assert.match(unrefreshed.output, /- is no longer a member of pg_monitor \(not declared\)/);
    assert.match(unrefreshed.output, /warning: this update takes access away:/);
    const { output, code } = await stack.preview("--refresh");
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`- ${stack.database}_app loses TRUNCATE \\(not declared\\)`));
    assert.match(output, /\+ gains FORCE ROW LEVEL SECURITY: "has tenant_id"/);
    assert.match(output, /palisade_tenant is set right: was USING \(true\)/);
    assert.match(output, /resets row_security \(was off\)/);
    assert.match(output, /createDatabase: true => false/);
    await stack.up("--refresh");
    const after = await stack.preview("--refresh");
    assert.match(after.output, /22 unchanged/);
    assert.doesNotMatch(after.output, /to update/);
  });

  test("a destroy is refused while the database is protected, and nothing is deleted", async () => {
    const { code, output } = await stack.run(["destroy", "--yes"]);
    assert.notEqual(code, 0);
    assert.match(output, /cannot be deleted|protect/);
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("an auditor is made by a key of the configuration, and may read and nothing else", async () => {
    assert.equal((await stack.outputs())["auditorUsername"], undefined);
    await stack.configure({ auditor: "{}" });
    await stack.up();
    const outputs = await stack.outputs();
    assert.equal(outputs["auditorUsername"], `${stack.database}_auditor`);
    secrets.set("the password of auditor", String(outputs["auditorPassword"]));
    assert.match(String(outputs["auditorConnectionString"]), /sslmode=verify-full/);
    const auditor = {
      ...database(),
      user: String(outputs["auditorUsername"]),
      password: String(outputs["auditorPassword"]),
    };
    await withSession(auditor, async (session) => {
      await session.query("SELECT FROM pg_catalog.pg_hba_file_rules");
      await assert.rejects(session.query("SELECT FROM app.orders"), /permission denied/);
    });
    await stack.up();
    assert.deepEqual(Object.keys((await stack.changes()) as object), ["same"]);
  });

  test("no secret stands in the server's log, the state, the configuration, or any output", async () => {
    assert.equal(secrets.size, 6);
    const folder = dirname(server.logFile);
    const log = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    // The search can find something: the statements are in the log, and the roles in the state.
    assert.match(log, /CREATE ROLE/);
    const stored = stack.stored();
    assert.match(stored, new RegExp(`${stack.database}_app`));
    for (const [what, secret] of secrets) {
      assert.ok(secret.length >= 12, `${what} is long enough to be searched for`);
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) {
        assert.ok(!log.includes(form), `${what} is in the server's log`);
        assert.ok(!stored.includes(form), `${what} is in the state or the configuration`);
        assert.ok(!stack.printed.includes(form), `${what} was printed`);
      }
    }
  });
});
