import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { HOSTILE_NAMES } from "../../../postgres/testing/hostile-names";
import { freshDatabase, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import { isProperties, type Properties, type Value } from "../protocol";
import { accessResource } from "./access";
import { rowSecurityResource } from "./row-security";
import { Driver } from "./testing/driver";

/** What a terminal would obey, and what would begin another line. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const FORGED = "a\n  + nothing changes\u202e";

describe("names that would write lines of a preview, or command the terminal", () => {
  const prefix = uniqueName("hostile");
  const owner = `${prefix}_owner`;
  const role = `${prefix}\n  + x\u202e\u001b[2J`;
  const tables = [...HOSTILE_NAMES, FORGED, "clear\u001b[2J", "c1\u009b31m"];
  let database: TestDatabase;
  let server: ServerSettings;

  const sql = (...statements: string[]) =>
    withSession(database.settings, async (session) => {
      for (const statement of statements) await session.query(statement);
    });

  before(async () => {
    database = await freshDatabase(await serverFor(18), "hostile");
    const { database: _, ...rest } = database.settings;
    server = rest;
    await sql(
      `CREATE ROLE ${owner}`,
      `CREATE ROLE ${quoteIdentifier(role)}`,
      `CREATE SCHEMA app AUTHORIZATION ${owner}`,
      `SET ROLE ${owner}`,
      ...tables.map((name) => `CREATE TABLE app.${quoteIdentifier(name)} (id int)`),
      "RESET ROLE",
    );
  });
  after(async () => {
    await sql(`DROP OWNED BY ${quoteIdentifier(role)}, ${owner} CASCADE`);
    await database.drop();
    await withSession((await serverFor(18)).settings, (session) =>
      session.query(`DROP ROLE ${quoteIdentifier(role)}, ${owner}`),
    );
  });

  const access = (changes: Properties = {}): Properties => ({
    database: database.name,
    owner,
    schemas: { app: { roles: { [owner]: { schema: ["USAGE"] } } } },
    ...changes,
  });
  const grant = () => sql(`GRANT DELETE ON ALL TABLES IN SCHEMA app TO ${quoteIdentifier(role)}`);

  /** Every key in what the engine is given to show, but the declaration itself. */
  const keysOf = (value: Value | undefined): string[] =>
    isProperties(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]) : [];

  test("stay in their line: the preview, its diff, the state and the update's report", async () => {
    const resource = new Driver(accessResource, server);
    await resource.up(access());
    await grant();
    resource.messages.length = 0;
    const { inputs } = await resource.check(access());
    for (const key of keysOf({ ...inputs, schemas: {} })) assert.doesNotMatch(key, OBEYED);
    const paths = await resource.preview(access());
    assert.equal(paths.length, tables.length);
    for (const path of paths) assert.doesNotMatch(path, OBEYED);
    assert.ok(paths.some((path) => path.includes("a\\u{a}  + nothing changes\\u{202e}")));

    await resource.planned(access());
    const [warning, ...others] = resource.messages;
    assert.deepEqual(others, []);
    const [head, line, ...more] = (warning ?? "").split("\n");
    assert.equal(head, "warning: this update takes access away:");
    assert.equal(
      line,
      `  - "${prefix}\\u{a}  + x\\u{202e}\\u{1b}[2J" loses DELETE on ${tables.length} tables in app`,
    );
    assert.deepEqual(more, []);

    await resource.up(access());
    assert.deepEqual(await resource.preview(access()), [], "what is shown otherwise is no difference");
    assert.equal(await resource.refresh(), true);
    assert.deepEqual(await resource.preview(access()), []);
  });

  test("stay in their line: what is kept, and what names nothing", async () => {
    const resource = new Driver(accessResource, server);
    await grant();
    const to = [owner];
    await resource.check(
      access({
        mode: "adopt",
        grants: [{ to, privileges: ["SELECT"], on: [{ kind: "tables", schema: "app", name: `${FORGED}?` }] }],
      }),
    );
    assert.ok(resource.messages.some((message) => message.includes("keeps DELETE")));
    assert.ok(resource.messages.some((message) => message.includes("nothing among the tables is called")));
    for (const line of resource.messages.flatMap((message) => message.split("\n"))) {
      assert.doesNotMatch(line, OBEYED);
      assert.doesNotMatch(line, /^ {2}\+ /);
    }
  });

  test("stay in their line: drift of a refreshed state", async () => {
    const resource = new Driver(accessResource, server);
    await resource.up(access({ mode: "additive", grants: all() }));
    const revoke = `REVOKE SELECT ON ALL TABLES IN SCHEMA app FROM ${quoteIdentifier(role)}`;
    await sql(revoke);
    assert.equal(await resource.refresh(), true);
    // Granted again by somebody else, so that only the state differs and the graph itself is shown.
    await sql(revoke.replace("REVOKE", "GRANT").replace("FROM", "TO"));
    const paths = await resource.preview(access({ mode: "additive", grants: all() }));
    assert.match(paths.join("\n"), /^privileges\[/);
    for (const path of paths) assert.doesNotMatch(path, OBEYED);
    await resource.delete();
  });
  const all = () => [{ to: [role], privileges: ["SELECT"], on: [{ kind: "tables", schema: "app" }] }];

  test("stay in their line: tables that row security reports", async () => {
    const resource = new Driver(rowSecurityResource, server);
    const rows = { database: database.name, owner, schemas: ["app"], tenantRoles: [role], guard: "off" };
    const { failures } = await resource.check(rows);
    const lines = [...failures.flatMap(({ path, reason }) => [path, reason]), ...resource.messages];
    assert.ok(
      lines.some((line) => line.includes("\\u{202e}")),
      lines.join("\n"),
    );
    for (const line of lines) assert.doesNotMatch(line, OBEYED);
  });

  test("stay in their line: an error of the update, whoever worded it", async () => {
    const resource = new Driver(accessResource, server);
    await resource.up(access());
    await assert.rejects(
      resource.up(access({ grants: [{ ...all()[0], to: [`${FORGED}!`] }] as Properties[] })),
      (error: Error) => {
        assert.match(error.message, /there is no role/);
        assert.doesNotMatch(error.message, OBEYED);
        return true;
      },
    );
    await grant();
    const forged = quoteLiteral(FORGED);
    await sql(
      `CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = ${forged}; END $$`,
      "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('REVOKE') EXECUTE FUNCTION public.refuse()",
    );
    await assert.rejects(resource.up(access()), (error: Error) => {
      assert.match(error.message, /nothing changes/);
      assert.doesNotMatch(error.message, OBEYED);
      return true;
    });
    await sql("DROP EVENT TRIGGER refuse; DROP FUNCTION public.refuse()");
  });
});
