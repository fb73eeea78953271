import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect, type Session, withSession } from "../../../postgres/connect/session";
import type { ConnectionSettings } from "../../../postgres/connect/settings";
import { scramVerifier } from "../../../postgres/scram";
import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { isSecret, type Properties } from "../../../provider/plugin/protocol";
import { MAJORS, readServerLog, serverFor, type TestServer, uniqueName } from "../../../test/servers";
import { engineFor } from "../testing";
import type { Configuration } from "./configuration";
import { postgresqlStandIn } from "./provider";

const DATABASE = "postgresql:index/database:Database";
const ROLE = "postgresql:index/role:Role";
const SCHEMA = "postgresql:index/schema:Schema";
const EXTENSION = "postgresql:index/extension:Extension";
const GRANT = "postgresql:index/grant:Grant";
const DEFAULTS = "postgresql:index/defaultPrivileges:DefaultPrivileges";
const MEMBERSHIP = "postgresql:index/grantRole:GrantRole";

/** Hostile on purpose: quotes, a dot, a comma, spaces, letters beyond ASCII. */
const hostile = (prefix: string) => `${uniqueName(prefix)} "x'.,; Ü`;

for (const major of MAJORS) {
  describe(`stand-in for postgresql on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let configuration: Configuration;
    let session: Session;
    const undo: (() => Promise<unknown>)[] = [];

    before(async () => {
      server = await serverFor(major);
      configuration = { settings: server.settings, superuser: true };
      session = await connect(server.settings);
    });
    after(async () => {
      // Ends the session first: a failed step must not keep the process alive.
      await session.end();
      for (const step of undo.reverse()) await step();
    });

    const engine = (settings?: ConnectionSettings) =>
      engineFor(postgresqlStandIn, settings === undefined ? configuration : { settings, superuser: false });
    const making = async (token: string, name: string, inputs: Properties, settings?: ConnectionSettings) => {
      const made = await engine(settings).create(token, name, inputs);
      undo.push(() =>
        engine()
          .import(token, made.id)
          .then((left) => left?.delete()),
      );
      return made;
    };

    test("a role: created as declared, read back the same, no change the second time", async () => {
      const name = hostile("role");
      const group = await making(ROLE, "group", {});
      const declared: Properties = {
        name,
        login: true,
        createDatabase: true,
        connectionLimit: 7,
        validUntil: "2031-02-03",
        roles: [group.id],
        searchPaths: ["app", 'we"ird, path', "$user"],
        statementTimeout: 30_000,
        idleInTransactionSessionTimeout: 60_000,
        assumeRole: group.id,
      };
      const made = await making(ROLE, "role", declared);
      assert.equal(made.id, name);
      assert.deepEqual(made.outputs["searchPaths"], declared["searchPaths"]);
      assert.deepEqual(made.outputs["roles"], [group.id]);
      assert.equal(made.outputs["validUntil"], "2031-02-03");
      assert.equal(made.outputs["statementTimeout"], 30_000);
      assert.equal(made.outputs["inherit"], true);
      assert.deepEqual(await made.diff(declared), { changes: false, detailedDiff: {} });
      assert.deepEqual((await made.refresh())?.outputs, made.outputs);
      const imported = await engine().import(ROLE, name);
      assert.equal(imported?.outputs["connectionLimit"], 7);
      assert.deepEqual(imported.inputs["searchPaths"], declared["searchPaths"]);
    });

    test("a role: what somebody changed by hand is seen, and an update sets it right", async () => {
      const made = await making(ROLE, "drift", { login: true, searchPaths: ["app"] });
      const name = quoteIdentifier(made.id);
      await session.query(`ALTER ROLE ${name} WITH CREATEDB BYPASSRLS CONNECTION LIMIT 3`);
      await session.query(`ALTER ROLE ${name} RESET search_path`);
      await session.query(`ALTER ROLE ${name} SET statement_timeout TO 5`);
      const refreshed = await made.refresh();
      const declared = { login: true, searchPaths: ["app"] };
      const found = await refreshed?.diff(declared);
      assert.deepEqual(found?.detailedDiff, {
        createDatabase: { kind: "update" },
        bypassRowLevelSecurity: { kind: "update" },
        connectionLimit: { kind: "update" },
        searchPaths: { kind: "add" },
        statementTimeout: { kind: "delete" },
      });
      const repaired = await refreshed?.update(declared);
      assert.deepEqual(repaired?.outputs, made.outputs);
      assert.equal((await repaired?.diff(declared))?.changes, false);
    });

    test("a role: gets a name of its own, and keeps it", async () => {
      const made = await making(ROLE, "auto", {});
      assert.match(made.id, /^auto-[0-9a-f]{7}$/);
      assert.deepEqual(await made.diff({}), { changes: false, detailedDiff: {} });
      const renamed = await made.update({ name: uniqueName("renamed") });
      undo.push(() => renamed.delete());
      assert.equal((await renamed.refresh())?.outputs["name"], renamed.outputs["name"]);
    });

    test("a role's password: works, is secret, and never reaches the server's log", async () => {
      const password = `p'\\"${uniqueName("clear")}`;
      const made = await making(ROLE, "secretive", { login: true, password });
      const again = `${password}2`;
      await withSession({ ...server.settings, user: made.id, password }, (own) => own.query("SELECT 1"));
      const changed = await made.update({ login: true, password: again });
      await withSession({ ...server.settings, user: made.id, password: again }, (own) =>
        own.query("SELECT 1"),
      );
      const checked = await engine().check(ROLE, "secretive", { password });
      assert.ok(isSecret(checked.inputs["password"]));
      const log = await readServerLog(server);
      assert.ok(log.includes(quoteIdentifier(made.id)), "the log shows the statements");
      assert.ok(!log.includes(password) && !log.includes(quoteLiteral(password)), "and not the password");

      const removed = await changed.update({ login: true });
      await assert.rejects(
        connect({ ...server.settings, user: made.id, password: again }),
        /refused the password/,
      );
      assert.equal(removed.outputs["password"], undefined);
    });

    test("a role's verifier: stored as it is, and its drift is seen by a superuser", async () => {
      const verifier = scramVerifier("one", { salt: Buffer.alloc(16, 1) });
      const made = await making(ROLE, "verified", { login: true, password: verifier });
      const stored = await session.query<{ rolpassword: string }>(
        "SELECT rolpassword FROM pg_authid WHERE rolname = $1",
        [made.id],
      );
      assert.equal(stored[0]?.rolpassword, verifier);
      assert.equal((await (await made.refresh())?.diff({ login: true, password: verifier }))?.changes, false);
      const other = scramVerifier("two", { salt: Buffer.alloc(16, 2) });
      await session.query(`ALTER ROLE ${quoteIdentifier(made.id)} PASSWORD ${quoteLiteral(other)}`);
      const drifted = await (await made.refresh())?.diff({ login: true, password: verifier });
      assert.deepEqual(drifted?.detailedDiff, { password: { kind: "update" } });
    });

    test("a role: gone is gone, and deleting it again is no error", async () => {
      const made = await engine().create(ROLE, "short", {});
      await made.delete();
      assert.equal(await made.refresh(), null);
      await made.delete();
    });

    test("a database: official defaults, updates in place, drops with its sessions", async () => {
      const owner = await making(ROLE, "owner", {});
      const name = hostile("db");
      const made = await engine().create(DATABASE, "db", { name, owner: owner.id, connectionLimit: 5 });
      const { lcCollate, lcCtype, ...rest } = made.outputs;
      assert.ok(lcCollate !== "" && lcCtype !== "");
      assert.deepEqual(rest, {
        name,
        owner: owner.id,
        template: "template0",
        encoding: "UTF8",
        tablespaceName: "pg_default",
        connectionLimit: 5,
        allowConnections: true,
        isTemplate: false,
        alterObjectOwnership: false,
      });
      assert.deepEqual(await made.diff({ name, owner: owner.id, connectionLimit: 5 }), {
        changes: false,
        detailedDiff: {},
      });
      assert.deepEqual((await made.diff({ name, encoding: "LATIN1" })).detailedDiff, {
        connectionLimit: { kind: "update" },
        encoding: { kind: "update-replace" },
      });
      const updated = await made.update({ name, isTemplate: true });
      assert.equal(updated.outputs["isTemplate"], true);
      assert.equal(updated.outputs["owner"], owner.id);
      assert.equal((await engine().import(DATABASE, name))?.outputs["connectionLimit"], -1);

      const guest = await connect({ ...server.settings, database: name });
      await updated.delete();
      await guest.end();
      assert.equal(await updated.refresh(), null);
      await updated.delete();
    });

    test("schema and extension: made, changed, imported; gone with their database", async () => {
      const home = await making(DATABASE, "home", {});
      const owner = await making(ROLE, "schema-owner", {});
      const schema = await engine().create(SCHEMA, "s", {
        name: "app.v1",
        database: home.id,
        owner: owner.id,
      });
      assert.equal(schema.id, `${home.id}.app.v1`);
      assert.equal(
        (await schema.diff({ name: "app.v1", database: home.id, owner: owner.id })).changes,
        false,
      );
      await withSession({ ...server.settings, database: home.id }, (own) =>
        own.query(`ALTER SCHEMA "app.v1" OWNER TO ${quoteIdentifier(server.superuser)}`),
      );
      const drifted = await schema.refresh();
      assert.deepEqual(
        (await drifted?.diff({ name: "app.v1", database: home.id, owner: owner.id }))?.detailedDiff,
        {
          owner: { kind: "update" },
        },
      );
      const repaired = await drifted?.update({ name: "app.v1", database: home.id, owner: owner.id });
      assert.equal(repaired?.outputs["owner"], owner.id);
      assert.equal((await engine().import(SCHEMA, schema.id))?.outputs["owner"], owner.id);
      const present = await engine().create(SCHEMA, "public", { name: "public", database: home.id });
      assert.equal(present.outputs["name"], "public");

      const extension = await engine().create(EXTENSION, "e", {
        name: "pgcrypto",
        database: home.id,
        schema: "public",
      });
      assert.equal(extension.id, `${home.id}.pgcrypto`);
      const moved = await extension.update({ name: "pgcrypto", database: home.id, schema: "app.v1" });
      assert.equal(moved.outputs["schema"], "app.v1");
      await moved.delete();
      assert.equal(await moved.refresh(), null);

      await session.query(`DROP DATABASE ${quoteIdentifier(home.id)} WITH (FORCE)`);
      assert.equal(await schema.refresh(), null);
      await schema.delete();
      await moved.delete();
    });

    test("grants: given, taken, read back, and a deviating object is seen", async () => {
      const home = await making(DATABASE, "granted", {});
      const reader = await making(ROLE, "reader", {});
      const inside = { ...server.settings, database: home.id };
      await withSession(inside, (own) =>
        own.query(
          'CREATE SCHEMA app CREATE TABLE a (x int, y int) CREATE TABLE "B.""c" (x int) CREATE SEQUENCE s',
        ),
      );
      const may = (what: string) =>
        withSession(
          inside,
          async (own) => (await own.query<{ ok: boolean }>(`SELECT ${what} AS ok`, [reader.id]))[0]?.ok,
        );

      const declared = {
        role: reader.id,
        database: home.id,
        schema: "app",
        objectType: "table",
        privileges: ["SELECT", "INSERT"],
      };
      const tables = await engine().create(GRANT, "tables", declared);
      assert.equal(tables.id, `${reader.id}_${home.id}_app_table`);
      assert.equal(await may(`has_table_privilege($1, 'app."B.""c"', 'INSERT')`), true);
      const refreshed = await tables.refresh();
      for (const privileges of [
        ["SELECT", "INSERT"],
        ["INSERT", "SELECT"],
      ]) {
        assert.equal(
          (await refreshed?.diff({ ...declared, privileges }))?.changes,
          false,
          "order means nothing",
        );
      }
      const less = await tables.update({ ...declared, privileges: ["SELECT"] });
      assert.equal(await may(`has_table_privilege($1, 'app.a', 'INSERT')`), false);
      await withSession(inside, (own) => own.query(`REVOKE ALL ON app.a FROM ${quoteIdentifier(reader.id)}`));
      assert.deepEqual((await less.refresh())?.outputs["privileges"], []);
      await less.delete();
      assert.equal(await may(`has_table_privilege($1, 'app."B.""c"', 'SELECT')`), false);

      for (const [objectType, extra, privileges, question] of [
        [
          "database",
          {},
          ["CONNECT", "TEMPORARY"],
          "has_database_privilege($1, current_database(), 'TEMPORARY')",
        ],
        ["schema", { schema: "app" }, ["USAGE"], "has_schema_privilege($1, 'app', 'USAGE')"],
        [
          "sequence",
          { schema: "app", objects: ["s"] },
          ["USAGE"],
          "has_sequence_privilege($1, 'app.s', 'USAGE')",
        ],
        [
          "column",
          { schema: "app", objects: ["a"], columns: ["y"] },
          ["SELECT"],
          "has_column_privilege($1, 'app.a', 'y', 'SELECT')",
        ],
      ] as const) {
        if (objectType === "database") {
          await session.query(`REVOKE ALL ON DATABASE ${quoteIdentifier(home.id)} FROM PUBLIC`);
        }
        const inputs = {
          role: reader.id,
          database: home.id,
          objectType,
          privileges: [...privileges],
          ...extra,
        } as Properties;
        const made = await engine().create(GRANT, objectType, inputs);
        assert.equal(await may(question), true, objectType);
        assert.equal((await (await made.refresh())?.diff(inputs))?.changes, false, objectType);
        await made.delete();
        assert.equal(await may(question), false, objectType);
      }
    });

    test("default privileges and memberships: given, read back, taken", async () => {
      const home = await making(DATABASE, "defaults", {});
      const owner = await making(ROLE, "maker", {});
      const reader = await making(ROLE, "taker", {});
      const declared = {
        role: reader.id,
        database: home.id,
        owner: owner.id,
        objectType: "table",
        privileges: ["SELECT"],
      };
      const made = await engine().create(DEFAULTS, "d", declared);
      assert.equal((await (await made.refresh())?.diff(declared))?.changes, false);
      const more = await made.update({ ...declared, privileges: ["SELECT", "INSERT"] });
      assert.deepEqual((await more.refresh())?.outputs["privileges"], ["INSERT", "SELECT"]);
      await more.delete();
      assert.deepEqual((await more.refresh())?.outputs["privileges"], []);

      const membership = await engine().create(MEMBERSHIP, "m", { role: reader.id, grantRole: owner.id });
      assert.equal((await membership.refresh())?.outputs["withAdminOption"], false);
      assert.deepEqual(
        (await membership.diff({ role: reader.id, grantRole: owner.id, withAdminOption: true })).detailedDiff,
        {
          withAdminOption: { kind: "update-replace" },
        },
      );
      await membership.delete();
      assert.equal(await membership.refresh(), null);
      await membership.delete();
    });

    test("as a role with CREATEROLE and CREATEDB only: role, database of that role, schema; lent memberships are given back", async () => {
      const password = uniqueName("password");
      const admin = await making(ROLE, "admin", {
        login: true,
        createRole: true,
        createDatabase: true,
        password,
      });
      const settings = { ...server.settings, user: admin.id, password };
      const owner = await making(ROLE, "tenant", {}, settings);
      const before14 = await session.query("SELECT FROM pg_auth_members");
      const home = await making(DATABASE, "tenant", { owner: owner.id }, settings);
      assert.equal(home.outputs["owner"], owner.id);
      const schema = await engine(settings).create(SCHEMA, "s", {
        name: "app",
        database: home.id,
        owner: owner.id,
      });
      assert.equal(schema.outputs["owner"], owner.id);
      assert.equal((await session.query("SELECT FROM pg_auth_members")).length, before14.length);
    });
  });
}
