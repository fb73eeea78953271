import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import type { Session } from "../connect/session";
import { type Acl, sameAcl } from "../model/acl";
import { granteeText, objectKey } from "../model/keys";
import type { SecuredObject } from "../model/objects";
import { rights, rightsText } from "../model/privileges";
import { rolledBack } from "../testing/rolled-back";
import { type ReadModelOptions, readDatabaseModel } from "./read-model";

for (const major of MAJORS) {
  describe(`what the server and extensions brought to PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "system");
    });
    after(() => database.drop());

    const owners = `SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER${major >= 17 ? ", MAINTAIN" : ""}`;

    test("differs in nothing right after initdb", async () => {
      await rolledBack(database.settings, async (session) => {
        assert.deepEqual(await systemObjects(session), []);
      });
    });

    test("differs in nothing where somebody only wrote an access list out", async () => {
      await rolledBack(database.settings, async (session) => {
        const role = await newRole(session);
        for (const on of [
          "FUNCTION pg_catalog.pg_read_file(text)",
          "FUNCTION pg_catalog.now()",
          "pg_catalog.pg_authid",
          "pg_catalog.pg_stat_activity",
          "information_schema.tables",
          "SCHEMA information_schema",
          "TYPE pg_catalog.int4",
        ]) {
          await session.query(`GRANT ALL ON ${on} TO ${role}`);
          await session.query(`REVOKE ALL ON ${on} FROM ${role}`);
        }
        // The same entries in another order.
        await session.query(
          `UPDATE pg_catalog.pg_class SET relacl = (SELECT array_agg(a ORDER BY n DESC) FROM unnest(relacl) WITH ORDINALITY AS u(a, n))
            WHERE oid = 'pg_catalog.pg_stat_activity'::regclass`,
        );
        assert.deepEqual(await systemObjects(session), []);
      });
    });

    test("is seen where its privileges differ from what initdb gave", async () => {
      await rolledBack(database.settings, async (session) => {
        const role = await newRole(session);
        for (const statement of [
          `GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO ${role}`,
          // A hypothetical-set aggregate, whose arguments GRANT takes without ORDER BY.
          'REVOKE EXECUTE ON ROUTINE pg_catalog.rank("any") FROM PUBLIC',
          "REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC",
          `GRANT SELECT ON pg_catalog.pg_authid TO ${role}`,
          "REVOKE SELECT ON information_schema.tables FROM PUBLIC",
          `GRANT SELECT ON information_schema._pg_user_mappings TO ${role}`,
          `GRANT CREATE ON SCHEMA pg_catalog TO ${role}`,
          "REVOKE USAGE ON SCHEMA information_schema FROM PUBLIC",
          `GRANT USAGE ON SCHEMA pg_toast TO ${role}`,
          "REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC",
          "REVOKE USAGE ON DOMAIN information_schema.yes_or_no FROM PUBLIC",
          `GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO ${role}`,
          "REVOKE SELECT (subname) ON pg_catalog.pg_subscription FROM PUBLIC",
        ])
          await session.query(statement);
        assert.deepEqual(
          (await systemObjects(session)).map((line) => line.replaceAll(role, "role")),
          [
            `column pg_catalog.pg_authid.rolpassword: role SELECT; at first `,
            `column pg_catalog.pg_subscription.subname: ; at first PUBLIC SELECT`,
            `aggregate pg_catalog.rank("any"): postgres EXECUTE; at first PUBLIC EXECUTE, postgres EXECUTE`,
            "domain information_schema.yes_or_no: postgres USAGE; at first PUBLIC USAGE, postgres USAGE",
            `function pg_catalog.pg_read_file(text): postgres EXECUTE, role EXECUTE; at first postgres EXECUTE`,
            "schema information_schema: postgres USAGE, CREATE; at first PUBLIC USAGE, postgres USAGE, CREATE",
            "schema pg_catalog: PUBLIC USAGE, postgres USAGE, CREATE, role CREATE; at first PUBLIC USAGE, postgres USAGE, CREATE",
            "schema pg_toast: postgres USAGE, CREATE, role USAGE; at first postgres USAGE, CREATE",
            `table pg_catalog.pg_authid: postgres ${owners}, role SELECT; at first postgres ${owners}`,
            "type pg_catalog.int4: postgres USAGE; at first PUBLIC USAGE, postgres USAGE",
            `view information_schema._pg_user_mappings: postgres ${owners}, role SELECT; at first postgres ${owners}`,
            `view information_schema.tables: postgres ${owners}; at first PUBLIC SELECT, postgres ${owners}`,
            `view pg_catalog.pg_stat_activity: postgres ${owners}; at first PUBLIC SELECT, postgres ${owners}`,
          ].sort(),
        );
      });
    });

    test("is seen where somebody opened the toast table that holds a table's long values", async () => {
      await rolledBack(database.settings, async (session) => {
        const role = await newRole(session);
        await session.query("CREATE TABLE public.notes (note text)");
        const [row] = await session.rows(
          "SELECT t.relname FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid WHERE c.oid = 'public.notes'::regclass",
        );
        await session.query(`GRANT SELECT ON pg_toast.${String(row?.[0])} TO ${role}`);
        const [line, ...others] = await systemObjects(session);
        assert.equal(
          line?.replace(role, "role"),
          `table pg_toast.${String(row?.[0])}: postgres ${owners}, role SELECT; at first postgres ${owners}`,
        );
        assert.deepEqual(others, []);
      });
    });

    test("is read by name where nothing differs, when asked for", async () => {
      await rolledBack(database.settings, async (session) => {
        const lines = await systemObjects(session, { system: ["pg_authid", "pg_read_file", "no'such"] });
        assert.deepEqual(
          lines.map((line) => line.slice(0, line.indexOf(":"))),
          [
            ...PG_READ_FILE.filter(
              (key) => major >= 16 || key !== "function pg_catalog.pg_read_file(text, boolean)",
            ),
            "table pg_catalog.pg_authid",
          ],
        );
      });
    });

    test("is read for a function that somebody put among the server's own", async () => {
      await rolledBack(database.settings, async (session) => {
        await session.query("CREATE FUNCTION pg_catalog.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        assert.deepEqual(await systemObjects(session), []);
        await session.query("REVOKE EXECUTE ON FUNCTION pg_catalog.mine() FROM PUBLIC");
        assert.deepEqual(await systemObjects(session), [
          "function pg_catalog.mine(): postgres EXECUTE; at first PUBLIC EXECUTE, postgres EXECUTE",
        ]);
      });
    });

    test("shows the members of extensions with what CREATE EXTENSION gave, and their drift", async () => {
      await rolledBack(database.settings, async (session) => {
        const role = await newRole(session);
        await session.query(`CREATE SCHEMA tools; CREATE EXTENSION pgcrypto SCHEMA tools; CREATE EXTENSION pg_trgm SCHEMA tools;
          CREATE EXTENSION file_fdw SCHEMA tools; CREATE EXTENSION pg_stat_statements SCHEMA tools;
          CREATE FUNCTION tools.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`);
        const read = async () => {
          const { objects } = await readDatabaseModel(session);
          return [...objects.values()].filter(({ extension }) => extension !== undefined);
        };
        const before = await read();
        const extensions = new Set(before.map(({ extension }) => extension));
        assert.deepEqual([...extensions].sort(), [
          "file_fdw",
          "pg_stat_statements",
          "pg_trgm",
          "pgcrypto",
          "plpgsql",
        ]);
        assert.ok(before.some(({ kind, name }) => kind === "foreign-data wrapper" && name === "file_fdw"));
        assert.ok(before.some(({ kind, name }) => kind === "language" && name === "plpgsql"));
        assert.deepEqual(before.filter(differs).map(objectKey), []);
        // The extension's own script took this from PUBLIC, which is no drift.
        const reset = before.find(({ name }) => name === "pg_stat_statements_reset");
        assert.equal(reset?.aclIsDefault, false);
        assert.deepEqual(
          reset?.initialAcl?.map(({ grantee }) => grantee),
          ["postgres"],
        );

        await session.query(`GRANT EXECUTE ON FUNCTION tools.pg_stat_statements_reset TO ${role};
          REVOKE EXECUTE ON FUNCTION tools.gen_random_bytes(int) FROM PUBLIC;
          GRANT USAGE ON FOREIGN DATA WRAPPER file_fdw TO ${role};
          GRANT UPDATE (query) ON tools.pg_stat_statements TO ${role};
          REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
          GRANT EXECUTE ON FUNCTION pg_catalog.plpgsql_call_handler() TO ${role}`);
        const after = (await read()).filter(differs);
        assert.deepEqual(after.map((object) => `${object.extension}: ${object.kind} ${object.name}`).sort(), [
          "file_fdw: foreign-data wrapper file_fdw",
          "pg_stat_statements: column pg_stat_statements",
          "pg_stat_statements: function pg_stat_statements_reset",
          "pgcrypto: function gen_random_bytes",
          "plpgsql: function plpgsql_call_handler",
          "plpgsql: language plpgsql",
        ]);
        assert.ok(!after.some(({ name }) => name === "mine"));
      });
    });
  });
}

const PG_READ_FILE = [
  "function pg_catalog.pg_read_file(text)",
  "function pg_catalog.pg_read_file(text, bigint, bigint)",
  "function pg_catalog.pg_read_file(text, bigint, bigint, boolean)",
  "function pg_catalog.pg_read_file(text, boolean)",
];

async function newRole(session: Session): Promise<string> {
  const role = uniqueName("role");
  await session.query(`CREATE ROLE ${role}`);
  return role;
}

function differs(object: SecuredObject): boolean {
  assert.ok(object.initialAcl, objectKey(object));
  return !sameAcl(object.acl, object.initialAcl);
}

/** The server's own objects in the model, each a line: its list, and what it was at first. */
async function systemObjects(session: Session, options: ReadModelOptions = {}): Promise<string[]> {
  const { objects } = await readDatabaseModel(session, options);
  return [...objects]
    .filter(([, { system }]) => system === true)
    .map(([key, { acl, initialAcl }]) => `${key}: ${listed(acl)}; at first ${listed(initialAcl ?? [])}`)
    .sort();
}

function listed(acl: Acl): string {
  return acl
    .map(({ grantee, privileges, grantable }) => {
      return `${granteeText(grantee)} ${rightsText(rights(privileges, grantable))}`;
    })
    .sort()
    .join(", ");
}
