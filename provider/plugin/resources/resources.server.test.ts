import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { type GraphGroups, graphEntries } from "../../../postgres/plan/graph-groups";
import {
  createShopObjects,
  createShopRoles,
  dropShopRoles,
  type ShopRoles,
} from "../../../postgres/testing/shop";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import { isUnknown, type Properties, reveal, UNKNOWN, type Value } from "../protocol";
import { accessResource } from "./access";
import { rowSecurityResource } from "./row-security";
import { Driver } from "./testing/driver";

/** What a graph in groups says of one object. */
function graphText(graph: Value | undefined, object: string): string | undefined {
  return new Map(graphEntries(reveal(graph) as GraphGroups)).get(object);
}

for (const major of MAJORS) {
  describe(`the plugin's resources on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;
    let server: ServerSettings;

    before(async () => {
      const facts = await serverFor(major);
      database = await freshDatabase(facts, "plugin");
      const { database: _, ...rest } = facts.settings;
      server = rest;
      await sql((run) => createShopRoles(run, uniqueName("shop"))).then((made) => {
        roles = made;
      });
      await sql((session) => createShopObjects(session, roles.owner));
    });

    after(async () => {
      const facts = await serverFor(major);
      await database.drop();
      await withSession(facts.settings, (session) => dropShopRoles(session, roles));
    });

    const sql = <T>(work: Parameters<typeof withSession<T>>[1]) => withSession(database.settings, work);
    const access = (changes: Properties = {}): Properties => ({
      database: database.name,
      owner: roles.owner,
      schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"], tables: ["SELECT"] } } } },
      ...changes,
    });
    const rows = (changes: Properties = {}): Properties => ({
      database: database.name,
      owner: roles.owner,
      schemas: ["app"],
      except: [{ schema: "app", name: "totals", reason: "read by the owner's reports" }],
      tenantRoles: [roles.app],
      ...changes,
    });

    test("Access: create, nothing to do, drift shown line by line without a refresh, repaired, given back", async () => {
      const resource = new Driver(accessResource, server);
      assert.deepEqual(await resource.preview(access()), ["create"]);
      const outputs = await resource.up(access());
      assert.equal(graphText(outputs["privileges"], "table app.orders"), `${roles.app}=SELECT`);
      assert.deepEqual(await resource.preview(access()), []);
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(await resource.preview(access()), []);

      await sql((session) => session.query(`GRANT DELETE ON app.orders TO "${roles.stranger}"`));
      const line = `["access lost"]["table app.orders"]["${roles.stranger} loses DELETE (not declared)"]`;
      assert.deepEqual(await resource.preview(access()), [line]);
      await resource.up(access());
      assert.deepEqual(await resource.preview(access()), []);
      // The same drift again is a difference again, although the state still holds the lines of the last update.
      await sql((session) => session.query(`GRANT DELETE ON app.orders TO "${roles.stranger}"`));
      assert.deepEqual(await resource.preview(access()), [line]);
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(await resource.preview(access()), [line]);
      await resource.up(access());

      await resource.delete();
      const [row] = await sql((session) =>
        session.query("SELECT has_table_privilege($1, 'app.orders', 'SELECT') AS has", [roles.app]),
      );
      assert.deepEqual(row, { has: false });
    });

    test("Access: an import describes what is there, and its first preview is empty", async () => {
      await sql((session) => session.query(`GRANT DELETE ON app.orders TO "${roles.stranger}"`));
      const resource = new Driver(accessResource, server);
      const inputs = await resource.import(database.name);
      assert.deepEqual(await resource.preview(inputs), []);
      await sql((session) => session.query(`REVOKE DELETE ON app.orders FROM "${roles.stranger}"`));
    });

    test("Access: a preview tells losses first, as deletions and in a warning; an update tells what it did", async () => {
      const resource = new Driver(accessResource, server);
      await resource.up(access());
      await sql((session) =>
        session.query(
          `GRANT DELETE ON app.orders TO "${roles.stranger}"; REVOKE SELECT ON app.orders FROM "${roles.app}"`,
        ),
      );
      resource.messages.length = 0;
      const lines = await resource.preview(access());
      assert.deepEqual(lines, [
        `["access lost"]["table app.orders"]["${roles.stranger} loses DELETE (not declared)"]`,
        `changes["table app.orders"]["${roles.app} gains SELECT"]`,
      ]);
      await resource.planned(access());
      const summary = [
        `${roles.stranger} loses DELETE on table app.orders`,
        `${roles.app} gains SELECT on table app.orders`,
      ];
      assert.deepEqual(
        resource.messages.filter((message) => message.includes("table app.orders")),
        [`warning: this update takes access away:\n  - ${summary[0]}\n  + ${summary[1]}`],
      );
      resource.messages.length = 0;
      await resource.up(access());
      assert.ok(resource.messages.includes(`info: ${summary.join("\n")}`), resource.messages.join("\n"));
    });

    test("Access: rights that the managing role lacks are named at the preview, with the statement that gives them", async () => {
      const manager = uniqueName("manager");
      const password = "a password of a test";
      await sql((session) =>
        session.query(
          `CREATE ROLE ${manager} LOGIN PASSWORD '${password}'; GRANT CONNECT ON DATABASE "${database.name}" TO ${manager}`,
        ),
      );
      const resource = new Driver(accessResource, { ...server, user: manager, password });
      await sql((session) => session.query(`GRANT DELETE ON app.orders TO "${roles.stranger}"`));
      await resource.check(access({ databasePrivileges: { [manager]: ["CONNECT"] } }));
      const [warning, ...others] = resource.messages.filter((message) => /lacks rights/.test(message));
      assert.deepEqual(others, []);
      assert.match(
        warning ?? "",
        new RegExp(
          `^warning: the managing role ${manager} lacks rights that this update needs:\\n  .*\\(for: ${roles.stranger} loses DELETE on table app\\.orders[^\\n]*GRANT "${roles.owner}" TO "${manager}"[^\\n]*$`,
        ),
      );
      const whole = new Driver(accessResource, server);
      await whole.check(access());
      assert.ok(!whole.messages.some((message) => /lacks rights/.test(message)));
      await whole.up(access());
      await sql((session) => session.query(`DROP ROLE ${manager}`));
    });

    test("Access: settings that only a superuser may store are named at the preview, also of a database yet to be created", async () => {
      const manager = uniqueName("manager");
      const password = "a password of a test";
      await sql((session) =>
        session.query(
          `CREATE ROLE ${manager} LOGIN CREATEROLE PASSWORD '${password}'; GRANT "${roles.app}" TO ${manager} WITH ADMIN OPTION; GRANT CONNECT ON DATABASE "${database.name}" TO ${manager}`,
        ),
      );
      const declared = (database: string): Properties => ({
        database,
        owner: roles.owner,
        mode: "adopt",
        schemas: {},
        roles: { [roles.app]: { settings: { log_statement: "all", work_mem: "4MB" } } },
      });
      const missing =
        major >= 15
          ? /SET on parameter log_statement \(for: .*\): GRANT SET ON PARAMETER "log_statement" TO/
          : /to be a superuser, who alone may store a value for log_statement/;
      for (const name of [database.name, uniqueName("later")]) {
        const resource = new Driver(accessResource, { ...server, user: manager, password });
        await resource.check(declared(name));
        const [warning = "", ...others] = resource.messages.filter((message) => /lacks rights/.test(message));
        assert.deepEqual(others, []);
        assert.match(warning, missing);
        assert.doesNotMatch(warning, /work_mem/);
        const superuser = new Driver(accessResource, server);
        await superuser.check(declared(name));
        assert.ok(!superuser.messages.some((message) => /lacks rights/.test(message)));
      }
      await sql((session) => session.query(`DROP OWNED BY ${manager}; DROP ROLE ${manager}`));
    });

    test("Access: adopting a messy database lists everything that nobody declared", async () => {
      const prefix = uniqueName("messy");
      const names = [...Array(130).keys()].map((index) => `${prefix}_${index}`);
      await sql((session) =>
        session.query(
          names.map((name) => `CREATE ROLE ${name}; GRANT SELECT ON app.orders TO ${name}`).join(";"),
        ),
      );
      const resource = new Driver(accessResource, server);
      await resource.check(access({ mode: "adopt" }));
      const lines = resource.messages.join("\n").replaceAll("info: ", "").split("\n");
      for (const name of names)
        assert.ok(lines.includes(`${name} keeps SELECT on table app.orders, which is not declared`), name);
      await sql((session) =>
        session.query(names.map((name) => `DROP OWNED BY ${name}; DROP ROLE ${name}`).join(";")),
      );
    });

    test("Access: a changed declaration shows its privileges, not its text", async () => {
      const resource = new Driver(accessResource, server);
      await resource.up(access());
      const wider = access({
        schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"], tables: ["SELECT", "INSERT"] } } } },
      });
      const lines = await resource.preview(wider);
      assert.ok(lines.includes(`changes["table app.orders"]["${roles.app} gains INSERT"]`));
      assert.ok(
        lines.every((line) => line.startsWith("changes[")),
        lines.join("\n"),
      );
    });

    test("Access: a database yet to be created is planned as a fresh one", async () => {
      const name = uniqueName("later");
      const resource = new Driver(accessResource, server);
      const { inputs } = await resource.check(
        access({ database: name, databasePrivileges: { [roles.app]: ["CONNECT"] } }),
      );
      const { changes, losses } = inputs as Record<string, Record<string, Properties>>;
      const about = `database ${name}`;
      assert.deepEqual(Object.keys(losses?.[about] ?? {}).sort(), [
        "PUBLIC loses CONNECT",
        "PUBLIC loses TEMPORARY",
      ]);
      assert.deepEqual(Object.keys(changes?.[about] ?? {}), [`${roles.app} gains CONNECT`]);
      await assert.rejects(
        resource.up(access({ database: name })),
        new RegExp(`there is no database "${name}"`),
      );
    });

    test("Access: roles and schemas that are missing at the update are named together, and nothing is changed", async () => {
      const resource = new Driver(accessResource, server);
      const wrong = access({ schemas: { nowhere: { roles: { nobody_at_all: { schema: ["USAGE"] } } } } });
      await assert.rejects(
        resource.up(wrong),
        /no role "nobody_at_all".*no schema "nowhere".*Nothing was changed/,
      );
    });

    test("Access: mistakes are failures with paths; unknown inputs and an unconfigured provider are left for later", async () => {
      const wrong = await new Driver(accessResource, server).check(access({ mode: "strict" }));
      assert.deepEqual(
        wrong.failures.map(({ path }) => path),
        ["mode"],
      );
      const unknown = await new Driver(accessResource, server).check(access({ database: UNKNOWN }));
      assert.deepEqual(unknown.failures, []);
      assert.ok(isUnknown(unknown.inputs["privileges"]));
      const early = await new Driver(accessResource, undefined).check(access());
      assert.ok(isUnknown(early.inputs["privileges"]));
    });

    test("RowSecurity: every role that is missing at the update is named with its property, and nothing is sent", async () => {
      const wrong = rows({
        tenantRoles: [roles.app, `${roles.readonly}x`],
        support: [{ role: "nobody_at_all", reason: "a test" }],
        guard: "off",
      });
      await assert.rejects(new Driver(rowSecurityResource, server).up(wrong), (error: Error) => {
        const near = `tenantRoles\\[1\\]: there is no role "${roles.readonly}x", did you mean "${roles.readonly}"`;
        assert.match(error.message, new RegExp(near));
        assert.match(error.message, /support\[0\]\.role: there is no role "nobody_at_all"/);
        assert.match(error.message, /Nothing was changed$/);
        assert.doesNotMatch(error.message, /the server says/);
        return true;
      });
    });

    test("RowSecurity: discovers tables at preview, protects what a migration added, and stays when it is removed", async () => {
      const resource = new Driver(rowSecurityResource, server);
      assert.deepEqual(await resource.preview(rows({ guard: "off" })), ["create"]);
      await resource.up(rows({ guard: "off" }));
      assert.deepEqual(await resource.preview(rows({ guard: "off" })), []);
      await sql((session) =>
        session.query(
          `SET ROLE "${roles.owner}"; CREATE TABLE app.added (tenant_id uuid NOT NULL PRIMARY KEY)`,
        ),
      );
      const lines = await resource.preview(rows({ guard: "off" }));
      assert.ok(
        lines.includes('changes["table app.added"]["gains ENABLE ROW LEVEL SECURITY"]'),
        lines.join("\n"),
      );
      const outputs = await resource.up(rows({ guard: "off" }));
      assert.match(graphText(outputs["tables"], "table app.added") ?? "", /^enabled, forced/);
      assert.deepEqual(await resource.preview(rows({ guard: "off" })), []);
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(await resource.preview(rows({ guard: "off" })), []);
      assert.ok(resource.messages.some((message) => /^warning: materialized view app\.totals/.test(message)));
      await resource.delete();
      const [row] = await sql((session) =>
        session.query("SELECT relrowsecurity AS on FROM pg_class WHERE relname = 'added'"),
      );
      assert.deepEqual(row, { on: true });
    });

    test("RowSecurity: the guard protects what a migration adds at once, and goes with the resource", async () => {
      const resource = new Driver(rowSecurityResource, server);
      await resource.up(rows());
      const guards = () => sql((session) => session.rows("SELECT evtname FROM pg_event_trigger"));
      assert.equal((await guards()).length, 3);
      await sql((session) =>
        session.query(
          `SET ROLE "${roles.owner}"; CREATE TABLE app.guarded (tenant_id uuid NOT NULL PRIMARY KEY)`,
        ),
      );
      // Nothing is left to do; what is protected is more than the state knows of.
      const [line = "", ...more] = await resource.preview(rows());
      assert.deepEqual(more, []);
      assert.match(line, /^tables\["enabled, forced; palisade_owner to /);
      const outputs = await resource.up(rows());
      assert.match(graphText(outputs["tables"], "table app.guarded") ?? "", /^enabled, forced/);
      await resource.delete();
      assert.deepEqual(await guards(), []);
      const [row] = await sql((session) =>
        session.query("SELECT relrowsecurity AS on FROM pg_class WHERE relname = 'guarded'"),
      );
      assert.deepEqual(row, { on: true });
    });
  });
}
