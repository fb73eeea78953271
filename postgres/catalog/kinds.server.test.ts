import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { withSession } from "../connect/session";
import { PUBLIC } from "../model/acl";
import { granteeText, objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import { isRowType, OBJECT_KINDS, type ObjectName, type SecuredObject } from "../model/objects";
import { rights, rightsText } from "../model/privileges";
import { createEveryKind } from "../testing/every-kind";
import { rolledBack } from "../testing/rolled-back";
import { databaseObject, readDatabaseModel } from "./read-model";

/** What each kind gives PUBLIC by itself (PostgreSQL's chapter "Privileges", table of default privileges). */
const TO_PUBLIC: Readonly<Partial<Record<ObjectName["kind"], string>>> = {
  database: "CONNECT, TEMPORARY",
  function: "EXECUTE",
  procedure: "EXECUTE",
  aggregate: "EXECUTE",
  type: "USAGE",
  domain: "USAGE",
  language: "USAGE",
};

for (const major of MAJORS) {
  describe(`the catalog of PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const tablespace = uniqueName("space");

    before(async () => {
      database = await freshDatabase(await serverFor(major), "kinds");
      await withSession(database.settings, async (session) => {
        await session.query("SET allow_in_place_tablespaces = on");
        await session.query(`CREATE TABLESPACE ${tablespace} LOCATION ''`);
      });
    });
    after(async () => {
      await withSession(database.settings, (session) => session.query(`DROP TABLESPACE ${tablespace}`));
      await database.drop();
    });

    const maintain = major >= 17 ? ", MAINTAIN" : "";
    // Since 17 multiranges follow their range.
    const multirange = major < 17 ? ["span_multirange"] : [];
    const table = `SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER${maintain}`;

    test("shows every kind with its owner; a NULL access list stands for what it means", async () => {
      await rolledBack(database.settings, async (session) => {
        const { owner, largeObject } = await createEveryKind(session, database.name, tablespace);
        const model = await readDatabaseModel(session);
        const expected: readonly (readonly [ObjectName, string])[] = [
          [{ kind: "database", name: database.name }, "CREATE, CONNECT, TEMPORARY"],
          [{ kind: "schema", name: "app" }, "USAGE, CREATE"],
          [{ kind: "table", schema: "app", name: "plain" }, table],
          [{ kind: "table", schema: "app", name: "parted" }, table],
          [{ kind: "table", schema: "app", name: "part" }, table],
          [{ kind: "foreign table", schema: "app", name: "far" }, table],
          [{ kind: "view", schema: "app", name: "seen" }, table],
          [{ kind: "materialized view", schema: "app", name: "kept" }, table],
          [{ kind: "sequence", schema: "app", name: "numbers" }, "SELECT, UPDATE, USAGE"],
          [{ kind: "function", schema: "app", name: "f", args: "a integer" }, "EXECUTE"],
          [{ kind: "function", schema: "app", name: "f", args: "a text" }, "EXECUTE"],
          [{ kind: "procedure", schema: "app", name: "p", args: "" }, "EXECUTE"],
          [{ kind: "aggregate", schema: "app", name: "total", args: "integer" }, "EXECUTE"],
          [
            { kind: "aggregate", schema: "app", name: "ordered", args: "double precision, anyelement" },
            "EXECUTE",
          ],
          [{ kind: "type", schema: "app", name: "mood" }, "USAGE"],
          [{ kind: "type", schema: "app", name: "pair" }, "USAGE"],
          [{ kind: "type", schema: "app", name: "span" }, "USAGE"],
          ...multirange.map((name) => [{ kind: "type", schema: "app", name }, "USAGE"] as const),
          [{ kind: "domain", schema: "app", name: "amount" }, "USAGE"],
          [{ kind: "language", name: "odd" }, "USAGE"],
          [{ kind: "foreign-data wrapper", name: "wrapper" }, "USAGE"],
          [{ kind: "foreign server", name: "elsewhere" }, "USAGE"],
          [{ kind: "large object", name: largeObject }, "SELECT, UPDATE"],
          [{ kind: "tablespace", name: tablespace }, "CREATE"],
        ];
        for (const [name, own] of expected) {
          const object = found(model, name);
          assert.equal(object.owner, owner, objectKey(name));
          assert.equal(object.aclIsDefault, true, objectKey(name));
          const toPublic = TO_PUBLIC[name.kind];
          assert.deepEqual(
            said(object),
            { [owner]: own, ...(toPublic === undefined ? {} : { PUBLIC: toPublic }) },
            objectKey(name),
          );
        }
        const kinds = new Set(expected.map(([{ kind }]) => kind));
        const left = OBJECT_KINDS.filter((kind) => !kinds.has(kind));
        assert.deepEqual(left, ["column", "parameter"], "the kinds that have no list of NULL");
        const languages = [...model.objects.values()].filter(({ kind }) => kind === "language");
        assert.deepEqual(languages.map(({ name }) => name).sort(), ["odd", "plpgsql", "sql"]);
        const rowTypes = [...model.objects.values()].filter(
          ({ kind, schema }) => kind === "type" && schema === "app",
        );
        assert.deepEqual(rowTypes.map(({ name }) => name).sort(), ["mood", "pair", "span", ...multirange]);
      });
    });

    test("shows what was granted on every kind, to whom, by whom, and whether it may be passed on", async () => {
      await rolledBack(database.settings, async (session) => {
        const { owner, largeObject } = await createEveryKind(session, database.name, tablespace);
        const reader = uniqueName("reader");
        await session.query(`CREATE ROLE ${reader}`);
        const to = `TO ${reader} WITH GRANT OPTION`;
        const grants: readonly (readonly [string, ObjectName, string])[] = [
          [`CONNECT ON DATABASE ${database.name}`, { kind: "database", name: database.name }, "CONNECT"],
          ["USAGE ON SCHEMA app", { kind: "schema", name: "app" }, "USAGE"],
          [
            "TRUNCATE, TRIGGER ON app.part",
            { kind: "table", schema: "app", name: "part" },
            "TRUNCATE, TRIGGER",
          ],
          ["INSERT ON app.seen", { kind: "view", schema: "app", name: "seen" }, "INSERT"],
          ["SELECT ON app.kept", { kind: "materialized view", schema: "app", name: "kept" }, "SELECT"],
          ["UPDATE ON app.far", { kind: "foreign table", schema: "app", name: "far" }, "UPDATE"],
          ["USAGE ON SEQUENCE app.numbers", { kind: "sequence", schema: "app", name: "numbers" }, "USAGE"],
          [
            "EXECUTE ON FUNCTION app.f(text)",
            { kind: "function", schema: "app", name: "f", args: "a text" },
            "EXECUTE",
          ],
          [
            "EXECUTE ON PROCEDURE app.p()",
            { kind: "procedure", schema: "app", name: "p", args: "" },
            "EXECUTE",
          ],
          ["USAGE ON TYPE app.mood", { kind: "type", schema: "app", name: "mood" }, "USAGE"],
          ["USAGE ON DOMAIN app.amount", { kind: "domain", schema: "app", name: "amount" }, "USAGE"],
          ["USAGE ON LANGUAGE odd", { kind: "language", name: "odd" }, "USAGE"],
          [
            "USAGE ON FOREIGN DATA WRAPPER wrapper",
            { kind: "foreign-data wrapper", name: "wrapper" },
            "USAGE",
          ],
          ["USAGE ON FOREIGN SERVER elsewhere", { kind: "foreign server", name: "elsewhere" }, "USAGE"],
          [
            `SELECT, UPDATE ON LARGE OBJECT ${largeObject}`,
            { kind: "large object", name: largeObject },
            "SELECT, UPDATE",
          ],
          [`CREATE ON TABLESPACE ${tablespace}`, { kind: "tablespace", name: tablespace }, "CREATE"],
          [
            "SELECT (name), UPDATE (name) ON app.plain",
            { kind: "column", schema: "app", name: "plain", column: "name" },
            "SELECT, UPDATE",
          ],
          [
            "SELECT (ctid) ON app.plain",
            { kind: "column", schema: "app", name: "plain", column: "ctid" },
            "SELECT",
          ],
          [
            "REFERENCES (day) ON app.part",
            { kind: "column", schema: "app", name: "part", column: "day" },
            "REFERENCES",
          ],
          [
            "INSERT (id) ON app.seen",
            { kind: "column", schema: "app", name: "seen", column: "id" },
            "INSERT",
          ],
          ...(major >= 17
            ? ([
                ["MAINTAIN ON app.parted", { kind: "table", schema: "app", name: "parted" }, "MAINTAIN"],
              ] as const)
            : []),
        ];
        await session.query(`SET ROLE ${owner}`);
        for (const [privileges] of grants) await session.query(`GRANT ${privileges} ${to}`);
        await session.query("RESET ROLE");
        const model = await readDatabaseModel(session);
        for (const [, name, text] of grants) {
          const object = found(model, name);
          assert.equal(object.owner, owner, objectKey(name));
          assert.equal(object.aclIsDefault, false, objectKey(name));
          const entry = object.acl.find(({ grantee }) => grantee === reader);
          assert.ok(entry, objectKey(name));
          assert.equal(entry.grantor, owner, objectKey(name));
          const withOption = text.replaceAll(/[^,]+/g, (one) => `${one} WITH GRANT OPTION`);
          assert.equal(rightsText(rights(entry.privileges, entry.grantable)), withOption, objectKey(name));
        }
        const relationKinds = [...model.objects.values()]
          .filter(({ kind, schema }) => kind === "column" && schema === "app")
          .map(({ name, column, relationKind }) => `${name}.${column} ${relationKind}`)
          .sort();
        assert.deepEqual(relationKinds, [
          "part.day table",
          "plain.ctid table",
          "plain.name table",
          "seen.id view",
        ]);
      });
    });

    test("shows parameters in lower case, owned by the superuser of initdb", async () => {
      await rolledBack(database.settings, async (session) => {
        const reader = uniqueName("reader");
        await session.query(`CREATE ROLE ${reader}`);
        if (major >= 15)
          await session.query(
            `GRANT SET ON PARAMETER "DateStyle", app.tenant_id TO ${reader}; GRANT ALTER SYSTEM ON PARAMETER work_mem TO ${reader} WITH GRANT OPTION`,
          );
        const model = await readDatabaseModel(session);
        const parameters = [...model.objects.values()]
          .filter((object) => object.kind === "parameter" && said(object)[reader] !== undefined)
          .map((object) => `${objectKey(object)} ${object.owner} ${said(object)[reader]}`);
        assert.deepEqual(
          parameters.sort(),
          major < 15
            ? []
            : [
                "parameter app.tenant_id postgres SET",
                "parameter datestyle postgres SET",
                "parameter work_mem postgres ALTER SYSTEM WITH GRANT OPTION",
              ],
        );
      });
    });

    test("ties the sequences of serial and identity columns to their table, and no other", async () => {
      await rolledBack(database.settings, async (session) => {
        await session.query(`CREATE SCHEMA app;
          CREATE TABLE app.bills (id serial, number bigint GENERATED ALWAYS AS IDENTITY, free bigint);
          CREATE SEQUENCE app.owned OWNED BY app.bills.free; CREATE SEQUENCE app.loose;
          ALTER TABLE app.bills ALTER COLUMN free SET DEFAULT nextval('app.loose')`);
        const model = await readDatabaseModel(session, { schemas: ["app"], areas: "schemas" });
        const owned = [...model.objects.values()]
          .filter(({ kind }) => kind === "sequence")
          .map(({ name, ownedBy }) => [name, ownedBy])
          .sort();
        assert.deepEqual(owned, [
          ["bills_id_seq", "table app.bills"],
          ["bills_number_seq", "table app.bills"],
          ["loose", undefined],
          ["owned", "table app.bills"],
        ]);
      });
    });

    test("shows row types where somebody granted something on them, with what they belong to", async () => {
      await rolledBack(database.settings, async (session) => {
        const { owner } = await createEveryKind(session, database.name, tablespace);
        const rowTypes = async () =>
          [...(await readDatabaseModel(session, { schemas: ["app"], areas: "schemas" })).objects.values()]
            .filter(isRowType)
            .map((object) => [object.name, object.ownedBy, said(object)]);
        assert.deepEqual(await rowTypes(), []);
        const reader = uniqueName("reader");
        await session.query(`CREATE ROLE ${reader}`);
        const names = Object.keys(RELATIONS_OF_EVERY_KIND);
        for (const name of names) await session.query(`GRANT USAGE ON TYPE app.${name} TO ${reader}`);
        assert.deepEqual(
          (await rowTypes()).sort(),
          names
            .map((name) => [
              name,
              `${RELATIONS_OF_EVERY_KIND[name]} app.${name}`,
              { PUBLIC: "USAGE", [owner]: "USAGE", [reader]: "USAGE" },
            ])
            .sort(),
        );
      });
    });

    test("shows how many sessions the database takes", async () => {
      await rolledBack(database.settings, async (session) => {
        assert.equal(databaseObject(await readDatabaseModel(session)).connectionLimit, -1);
        await session.query(`ALTER DATABASE ${database.name} CONNECTION LIMIT 7`);
        assert.equal(databaseObject(await readDatabaseModel(session)).connectionLimit, 7);
      });
    });

    test("shows default privileges of every kind, for the whole database and for one schema", async () => {
      await rolledBack(database.settings, async (session) => {
        const [owner, reader] = [uniqueName("owner"), uniqueName("reader")];
        await session.query(`CREATE ROLE ${owner}; CREATE ROLE ${reader}; CREATE SCHEMA app`);
        const kinds = [
          ["SELECT", "TABLES"],
          ["USAGE", "SEQUENCES"],
          ["EXECUTE", "ROUTINES"],
          ["USAGE", "TYPES"],
        ];
        const everywhere = [
          ...kinds,
          ["USAGE", "SCHEMAS"],
          ...(major >= 18 ? [["SELECT", "LARGE OBJECTS"]] : []),
        ];
        for (const [privilege, kind] of everywhere)
          await session.query(
            `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT ${privilege} ON ${kind} TO ${reader} WITH GRANT OPTION`,
          );
        for (const [privilege, kind] of kinds)
          await session.query(
            `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA app GRANT ${privilege} ON ${kind} TO ${reader}`,
          );
        const { defaultPrivileges } = await readDatabaseModel(session, { areas: "schemas" });
        const shown = defaultPrivileges
          .filter((entry) => entry.owner === owner)
          .map(({ schema, kind, acl }) => {
            const entry = acl.find(({ grantee }) => grantee === reader);
            return `${schema} ${kind} ${rightsText(rights(entry?.privileges ?? 0, entry?.grantable))}`;
          });
        assert.deepEqual(shown, [
          "app functions EXECUTE",
          "app sequences USAGE",
          "app tables SELECT",
          "app types USAGE",
          "null functions EXECUTE WITH GRANT OPTION",
          ...(major >= 18 ? ["null large objects SELECT WITH GRANT OPTION"] : []),
          "null schemas USAGE WITH GRANT OPTION",
          "null sequences USAGE WITH GRANT OPTION",
          "null tables SELECT WITH GRANT OPTION",
          "null types USAGE WITH GRANT OPTION",
        ]);
      });
    });

    test("leaves out what a reading has no use for, and never the database itself", async () => {
      await rolledBack(database.settings, async (session) => {
        await createEveryKind(session, database.name, tablespace);
        await session.query("CREATE SCHEMA other; CREATE TABLE other.plain (id int)");
        await session.query("GRANT SELECT ON pg_catalog.pg_authid TO PUBLIC");
        const all = await readDatabaseModel(session, { schemas: ["app"] });
        const outside = (model: DatabaseModel) =>
          new Set(
            [...model.objects.values()]
              .filter(({ schema, kind, name }) => schema !== "app" && !(kind === "schema" && name === "app"))
              .map(({ kind }) => kind),
          );
        assert.deepEqual([...outside(all)].sort(), [
          "database",
          "foreign server",
          "foreign-data wrapper",
          "language",
          "large object",
          "table",
          "tablespace",
        ]);
        const few = await readDatabaseModel(session, { schemas: ["app"], areas: "schemas" });
        assert.deepEqual([...outside(few)], ["database"]);
        assert.equal(found(few, { kind: "table", schema: "app", name: "plain" }).rowSecurity, undefined);
      });
    });
  });
}

/** The relations of every kind that have a row type. */
const RELATIONS_OF_EVERY_KIND: Readonly<Record<string, string>> = {
  plain: "table",
  parted: "table",
  seen: "view",
  kept: "materialized view",
  far: "foreign table",
};

function found(model: DatabaseModel, name: ObjectName): SecuredObject {
  const object = model.objects.get(objectKey(name));
  assert.ok(object, `the model lacks ${objectKey(name)}`);
  return object;
}

/** The access list as text: grantee → what it holds. */
function said(object: SecuredObject): Record<string, string> {
  return Object.fromEntries(
    object.acl.map(({ grantee, privileges, grantable }) => [
      grantee === PUBLIC ? granteeText(grantee) : grantee,
      rightsText(rights(privileges, grantable)),
    ]),
  );
}
