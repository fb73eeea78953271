import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { grantableBy, heldBy } from "../model/acl";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { ObjectName } from "../model/objects";
import { type Privilege, privilegeSet } from "../model/privileges";
import { HOSTILE_NAMES } from "../testing/hostile-names";
import { rolledBack } from "../testing/rolled-back";
import { alterDefaultPrivileges } from "./alter-default-privileges";
import { alterOwner } from "./alter-owner";
import { grant } from "./grant";
import { quoteIdentifier, quoteLiteral } from "./quote";
import { type Revoke, revoke } from "./revoke";
import { setLocalRole } from "./transaction";

for (const major of MAJORS) {
  describe(`statements for every kind on PostgreSQL ${major}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "every_kind");
      await withSession(database.settings, (session) =>
        session.query("CREATE TABLE public.victim (id int); INSERT INTO public.victim VALUES (1)"),
      );
    });
    after(() => database.drop());

    // Quoting is the same in all versions: every name on the newest, and once more on one of the others.
    for (const name of HOSTILE_NAMES.filter(
      (_, index) => major === MAJORS.at(-1) || index % 4 === major % 4,
    )) {
      test(`GRANT, REVOKE and OWNER TO reach exactly ${JSON.stringify(name)}, whatever it names`, async () => {
        await rolledBack(database.settings, async (session) => {
          const [role, other, owner] = [name, uniqueName("other"), uniqueName("owner")];
          for (const each of [role, other, owner])
            await session.query(`CREATE ROLE ${quoteIdentifier(each)}`);
          const kinds = await createAll(session, name, database.name);
          const all = kinds.map(([object]) => object);
          const give = (grantees: readonly string[], grantOption: boolean) =>
            kinds.map(([object, privilege]) =>
              grant({ privileges: privilegeSet([privilege]), objects: [object], grantees, grantOption }),
            );
          const take = (how: Pick<Revoke, "grantOptionOnly" | "cascade">) =>
            kinds.map(([object, privilege]) =>
              revoke({ privileges: privilegeSet([privilege]), objects: [object], grantees: [role], ...how }),
            );
          const held = (model: DatabaseModel, by: string, bits = heldBy) =>
            all
              .filter((object) => bits(model.objects.get(objectKey(object))?.acl ?? [], by) !== 0)
              .map(objectKey);

          await session.results(give([role], true));
          await session.query(setLocalRole(role));
          await session.results(give([other], false));
          await session.query("RESET ROLE");
          const granted = await readDatabaseModel(session);
          assert.deepEqual(held(granted, role, grantableBy), all.map(objectKey));
          assert.deepEqual(held(granted, other), all.map(objectKey));

          // The option alone, and with it what was passed on.
          await session.results(take({ grantOptionOnly: true, cascade: true }));
          const lessened = await readDatabaseModel(session);
          assert.deepEqual(held(lessened, role), all.map(objectKey));
          assert.deepEqual(held(lessened, role, grantableBy), []);
          assert.deepEqual(held(lessened, other), []);

          await session.results(take({}));
          assert.deepEqual(held(await readDatabaseModel(session), role), []);

          const ownable = all.filter(({ kind }) => kind !== "column" && kind !== "parameter");
          await session.query(`ALTER ROLE ${owner} SUPERUSER`);
          await session.results(ownable.map((object) => alterOwner(object, owner)));
          const owned = await readDatabaseModel(session);
          for (const object of ownable)
            assert.equal(owned.objects.get(objectKey(object))?.owner, owner, objectKey(object));
          assert.deepEqual(await session.query("SELECT id FROM public.victim"), [{ id: 1 }]);
        });
      });

      test(`default privileges for ${JSON.stringify(name)} of every kind are given and taken`, async () => {
        await rolledBack(database.settings, async (session) => {
          const owner = uniqueName("owner");
          await session.query(
            `CREATE ROLE ${owner}; CREATE ROLE ${quoteIdentifier(name)}; CREATE SCHEMA ${quoteIdentifier(name)}`,
          );
          const everywhere = DEFAULTS.filter(([kind]) => major >= 18 || kind !== "large objects").map(
            ([kind, privilege]) => ({ kind, privileges: privilegeSet([privilege]), grantees: [name], owner }),
          );
          const inSchema = everywhere
            .filter(({ kind }) => kind !== "schemas" && kind !== "large objects")
            .map((one) => ({ ...one, schema: name }));
          const one = [...everywhere, ...inSchema];
          const stored = async (bits = heldBy) =>
            (await readDatabaseModel(session)).defaultPrivileges.filter(
              (entry) => entry.owner === owner && bits(entry.acl, name) !== 0,
            ).length;
          await session.results(
            one.map((change) => alterDefaultPrivileges({ ...change, action: "GRANT", grantOption: true })),
          );
          assert.equal(await stored(grantableBy), one.length);
          await session.results(
            one.map((change) => alterDefaultPrivileges({ ...change, action: "REVOKE GRANT OPTION" })),
          );
          assert.equal(await stored(), one.length);
          assert.equal(await stored(grantableBy), 0);
          await session.results(one.map((change) => alterDefaultPrivileges({ ...change, action: "REVOKE" })));
          assert.equal(await stored(), 0);
        });
      });
    }

    test("one GRANT reaches the same columns of several relations, and one many large objects", async () => {
      await rolledBack(database.settings, async (session) => {
        const role = uniqueName("role");
        await session.query(
          `CREATE ROLE ${role}; CREATE TABLE public.a (x int, "y""z" int, q int); CREATE VIEW public.b AS TABLE public.a`,
        );
        const large = await session.rows("SELECT lo_create(0)::text FROM generate_series(1, 3)");
        const columns = ["a", "b"].flatMap((name) =>
          ["x", 'y"z'].map((column): ObjectName => ({ kind: "column", schema: "public", name, column })),
        );
        const objects = large.map(([oid]): ObjectName => ({ kind: "large object", name: String(oid) }));
        const privileges = privilegeSet(["SELECT", "UPDATE"]);
        for (const part of [columns, objects])
          await session.query(grant({ privileges, objects: part, grantees: [role] }));
        const model = await readDatabaseModel(session);
        for (const object of [...columns, ...objects])
          assert.equal(heldBy(model.objects.get(objectKey(object))?.acl ?? [], role), privileges);
        const touched = [...model.objects.values()].filter(({ acl }) => heldBy(acl, role) !== 0);
        assert.equal(touched.length, columns.length + objects.length);
      });
    });

    /** One object of every kind with this name, each with a privilege that can be granted on it. */
    async function createAll(
      session: Session,
      name: string,
      home: string,
    ): Promise<(readonly [ObjectName, Privilege])[]> {
      const quoted = quoteIdentifier(name);
      const within = `${quoted}.${quoted}`;
      // Relations and types share their names, so each lives in a schema of its own.
      const schemas = ["view", "kept", "far", "numbers", "mood", "amount"].map((suffix) =>
        uniqueName(suffix),
      );
      const [view, kept, far, numbers, mood, amount] = schemas as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      await session.results([
        `CREATE SCHEMA ${quoted}`,
        ...schemas.map((schema) => `CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`),
        `CREATE TABLE ${within} (${quoted} int)`,
        `CREATE VIEW ${view}.${quoted} AS TABLE ${within}`,
        `CREATE MATERIALIZED VIEW ${kept}.${quoted} AS TABLE ${within}`,
        `CREATE FOREIGN DATA WRAPPER ${quoted}`,
        `CREATE SERVER ${quoted} FOREIGN DATA WRAPPER ${quoted}`,
        `CREATE FOREIGN TABLE ${far}.${quoted} (id int) SERVER ${quoted}`,
        `CREATE SEQUENCE ${numbers}.${quoted}`,
        `CREATE TYPE ${mood}.${quoted} AS ENUM (${quoteLiteral(name)})`,
        `CREATE DOMAIN ${amount}.${quoted} AS int`,
        `CREATE FUNCTION ${within}(${quoted} ${mood}.${quoted}) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
        `CREATE PROCEDURE ${within}(${quoted} int) LANGUAGE sql AS 'SELECT 1'`,
        `CREATE AGGREGATE ${within}(float8 ORDER BY anyelement)
           (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA)`,
        `CREATE TRUSTED LANGUAGE ${quoted} HANDLER plpgsql_call_handler`,
        `COMMENT ON TABLE ${within} IS ${quoteLiteral(name)}`,
      ]);
      const [large] = await session.rows("SELECT lo_create(0)::text");
      const { objects } = await readDatabaseModel(session);
      const routines = [...objects.values()].filter(
        ({ schema, args }) => schema === name && args !== undefined,
      );
      assert.equal(routines.length, 3);
      return [
        [{ kind: "database", name: home }, "CREATE"],
        [{ kind: "schema", name }, "USAGE"],
        [{ kind: "table", schema: name, name }, "TRUNCATE"],
        [{ kind: "column", schema: name, name, column: name }, "REFERENCES"],
        [{ kind: "view", schema: view, name }, "INSERT"],
        [{ kind: "materialized view", schema: kept, name }, "SELECT"],
        [{ kind: "foreign table", schema: far, name }, "UPDATE"],
        [{ kind: "sequence", schema: numbers, name }, "USAGE"],
        ...routines.map((routine): [ObjectName, Privilege] => [routine, "EXECUTE"]),
        [{ kind: "type", schema: mood, name }, "USAGE"],
        [{ kind: "domain", schema: amount, name }, "USAGE"],
        [{ kind: "language", name }, "USAGE"],
        [{ kind: "foreign-data wrapper", name }, "USAGE"],
        [{ kind: "foreign server", name }, "USAGE"],
        [{ kind: "large object", name: String(large?.[0]) }, "UPDATE"],
        ...(major >= 15 ? [[{ kind: "parameter", name: "app.tenant_id" }, "SET"] as const] : []),
      ];
    }
  });
}

const DEFAULTS = [
  ["tables", "SELECT"],
  ["sequences", "USAGE"],
  ["functions", "EXECUTE"],
  ["types", "USAGE"],
  ["schemas", "CREATE"],
  ["large objects", "UPDATE"],
] as const;
