import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import {
  createShopObjects,
  createShopRoles,
  dropShopRoles,
  type ShopRoles,
} from "../../../postgres/testing/shop";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import {
  isUnknown,
  type OperationContext,
  type Properties,
  type ResourceImplementation,
  reveal,
  UNKNOWN,
} from "../protocol";
import { accessResource } from "./access";
import { rowSecurityResource } from "./row-security";

/** One resource as the engine drives it: Check and Diff at every preview, then Create or Update. */
class Driver {
  readonly messages: string[] = [];
  readonly #resource: ResourceImplementation<ServerSettings>;
  readonly #context: OperationContext<ServerSettings>;
  #state: { id: string; inputs: Properties; outputs: Properties } | undefined;

  constructor(resource: ResourceImplementation<ServerSettings>, config: ServerSettings | undefined) {
    this.#resource = resource;
    this.#context = {
      signal: new AbortController().signal,
      log: (severity, message, options) => {
        if (options?.ephemeral !== true) this.messages.push(`${severity}: ${message}`);
      },
      config,
    };
  }

  async check(news: Properties) {
    const request = {
      urn: "urn:test",
      context: this.#context,
      olds: this.#state?.inputs,
      news,
      randomSeed: new Uint8Array(),
    };
    const result = await this.#resource.check?.(request);
    assert.ok(result);
    return result;
  }

  /** The lines of a preview: paths of the detailed diff, or `create`. */
  async preview(news: Properties): Promise<string[]> {
    const { inputs, failures } = await this.check(news);
    assert.deepEqual(failures, []);
    const state = this.#state;
    if (state === undefined) {
      await this.#resource.create({ urn: "urn:test", context: this.#context, inputs, preview: true });
      return ["create"];
    }
    const result = await this.#resource.diff({
      urn: "urn:test",
      context: this.#context,
      id: state.id,
      oldInputs: state.inputs,
      olds: state.outputs,
      news: inputs,
    });
    assert.equal(result.changes, Object.keys(result.detailedDiff ?? {}).length > 0);
    return Object.keys(result.detailedDiff ?? {});
  }

  /** What the engine asks for at a preview after Diff: Update, or Create, with nothing done. */
  async planned(news: Properties): Promise<void> {
    const { inputs } = await this.check(news);
    const state = this.#state;
    assert.ok(state);
    await this.#resource.update({
      urn: "urn:test",
      context: this.#context,
      id: state.id,
      oldInputs: state.inputs,
      olds: state.outputs,
      news: inputs,
      preview: true,
    });
  }

  async up(news: Properties): Promise<Properties> {
    const { inputs, failures } = await this.check(news);
    assert.deepEqual(failures, []);
    const common = { urn: "urn:test", context: this.#context, preview: false };
    if (this.#state === undefined) {
      const { id, outputs } = await this.#resource.create({ ...common, inputs });
      this.#state = { id, inputs, outputs };
    } else {
      const { id, inputs: oldInputs, outputs: olds } = this.#state;
      const { outputs } = await this.#resource.update({ ...common, id, oldInputs, olds, news: inputs });
      this.#state = { id, inputs, outputs };
    }
    return this.#state.outputs;
  }

  /** Refreshes the state. Returns whether the resource is still there. */
  async refresh(): Promise<boolean> {
    const state = this.#state;
    assert.ok(state);
    const read = await this.#resource.read({
      urn: "urn:test",
      context: this.#context,
      id: state.id,
      inputs: state.inputs,
      state: state.outputs,
    });
    if (read !== null) this.#state = { id: read.id, inputs: read.inputs, outputs: read.outputs };
    return read !== null;
  }

  /** Reads a resource of which no state knows. Returns the inputs that become code. */
  async import(id: string): Promise<Properties> {
    const read = await this.#resource.read({
      urn: "urn:test",
      context: this.#context,
      id,
      inputs: {},
      state: {},
    });
    assert.ok(read);
    this.#state = { id: read.id, inputs: read.inputs, outputs: read.outputs };
    return read.inputs;
  }

  async delete(): Promise<void> {
    const state = this.#state;
    assert.ok(state);
    await this.#resource.delete({
      urn: "urn:test",
      context: this.#context,
      id: state.id,
      oldInputs: state.inputs,
      state: state.outputs,
    });
  }
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
      assert.equal((outputs["privileges"] as Properties)["table app.orders"], `${roles.app}=SELECT`);
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

    test("Access: a removal is refused while a managed role owns something anywhere, before anything is taken back", async () => {
      const resource = new Driver(accessResource, server);
      const other = await freshDatabase(await serverFor(major), "elsewhere");
      const managed = access({ roles: { [roles.app]: { managed: true } } });
      await resource.up(managed);
      await withSession(other.settings, (session) =>
        session.query(`CREATE TABLE public.kept (id int); ALTER TABLE public.kept OWNER TO "${roles.app}"`),
      );
      await assert.rejects(resource.delete(), (error: Error) => {
        assert.match(
          error.message,
          new RegExp(`${roles.app} owns 1 object in database ${other.name}: table public.kept`),
        );
        assert.match(
          error.message,
          new RegExp(`in database ${other.name}: REASSIGN OWNED BY "${roles.app}" TO`),
        );
        return true;
      });
      assert.deepEqual(await resource.preview(managed), [], "nothing was taken back");
      await other.drop();
      await resource.delete();
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

    test("RowSecurity: discovers tables at preview, protects what a migration added, and stays when it is removed", async () => {
      const resource = new Driver(rowSecurityResource, server);
      assert.deepEqual(await resource.preview(rows()), ["create"]);
      await resource.up(rows());
      assert.deepEqual(await resource.preview(rows()), []);
      await sql((session) =>
        session.query(
          `SET ROLE "${roles.owner}"; CREATE TABLE app.added (tenant_id uuid NOT NULL PRIMARY KEY)`,
        ),
      );
      const lines = await resource.preview(rows());
      assert.ok(
        lines.includes('changes["table app.added"]["gains ENABLE ROW LEVEL SECURITY"]'),
        lines.join("\n"),
      );
      const outputs = await resource.up(rows());
      assert.match(String(reveal((outputs["tables"] as Properties)["table app.added"])), /^enabled, forced/);
      assert.deepEqual(await resource.preview(rows()), []);
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(await resource.preview(rows()), []);
      assert.ok(resource.messages.some((message) => /^warning: materialized view app\.totals/.test(message)));
      await resource.delete();
      const [row] = await sql((session) =>
        session.query("SELECT relrowsecurity AS on FROM pg_class WHERE relname = 'added'"),
      );
      assert.deepEqual(row, { on: true });
    });
  });
}
