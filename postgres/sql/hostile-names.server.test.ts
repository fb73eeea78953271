import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { heldBy } from "../model/acl";
import { objectKey } from "../model/keys";
import type { ObjectName } from "../model/objects";
import { privilegeSet } from "../model/privileges";
import { HOSTILE_NAMES } from "../testing/hostile-names";
import { alterDefaultPrivileges } from "./alter-default-privileges";
import { alterRoleInDatabase } from "./alter-role-in-database";
import { alterTableRowSecurity } from "./alter-table-row-security";
import { grant } from "./grant";
import { alterPolicy, createPolicy, dropPolicy } from "./policy";
import { quoteIdentifier, quoteLiteral, visibleIdentifier } from "./quote";
import { revoke } from "./revoke";
import { setLocalRole } from "./transaction";

for (const major of MAJORS) {
  describe(`hostile names on PostgreSQL ${major}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "hostile");
      await run((session) =>
        session.query("CREATE TABLE public.victim (id int); INSERT INTO public.victim VALUES (1)"),
      );
    });
    after(() => database.drop());

    const run = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);

    test("as people read them they are the same names", async () => {
      await run(async (session) => {
        await session.query("BEGIN");
        for (const name of [...HOSTILE_NAMES, "\u2028\u0007 \u{e0001}", 'both\\"\n\\"']) {
          await session.query(`CREATE TABLE public.${quoteIdentifier(name)} ()`);
          await session.query(`DROP TABLE public.${visibleIdentifier(name)}`);
        }
        await session.query("ROLLBACK");
      });
    });

    for (const name of HOSTILE_NAMES) {
      test(`every statement names exactly ${JSON.stringify(name)}, and the model reads it back`, async () => {
        await run(async (session) => {
          // Roles are the cluster's: made and gone within the transaction.
          await session.query("BEGIN");
          const role = name;
          const table: ObjectName = { kind: "table", schema: name, name };
          const owner = uniqueName("owner");
          await session.query(`CREATE ROLE ${quoteIdentifier(role)}`);
          await session.query(`CREATE ROLE ${quoteIdentifier(owner)}`);
          await session.query(`CREATE SCHEMA ${quoteIdentifier(name)}`);
          await session.query(
            `CREATE TABLE ${quoteIdentifier(name)}.${quoteIdentifier(name)} (${quoteIdentifier(name)} text)`,
          );
          await session.query(
            grant({ privileges: privilegeSet(["SELECT", "INSERT"]), objects: [table], grantees: [role] }),
          );
          await session.query(
            revoke({ privileges: privilegeSet(["INSERT"]), objects: [table], grantees: [role] }),
          );
          await session.query(
            alterDefaultPrivileges({
              owner,
              schema: name,
              action: "GRANT",
              privileges: privilegeSet(["SELECT"]),
              kind: "tables",
              grantees: [role],
            }),
          );
          await session.query(
            alterRoleInDatabase({ role, database: database.name, setting: "application_name", value: name }),
          );
          await session.query(
            alterRoleInDatabase({
              role,
              database: database.name,
              setting: "search_path",
              value: [name, "pg_temp"],
            }),
          );
          await session.query(alterTableRowSecurity({ table, enable: true, force: true }));
          const policy = {
            table,
            name,
            roles: [role],
            using: "true",
            withCheck: `${quoteIdentifier(name)} = ${quoteLiteral(name)}`,
          };
          await session.query(createPolicy({ ...policy, permissive: true, command: "ALL" }));
          await session.query(alterPolicy({ ...policy, using: "false" }));
          const model = await readDatabaseModel(session, { columns: true });
          const object = model.objects.get(objectKey(table));
          assert.ok(object, `the table is in the model as ${objectKey(table)}`);
          assert.equal(heldBy(object.acl, role), privilegeSet(["SELECT"]));
          assert.equal(object.rowSecurity?.forced, true);
          assert.deepEqual(object.rowSecurity?.policies[0]?.roles, [role]);
          assert.equal(object.rowSecurity?.policies[0]?.name, name);
          assert.ok(
            model.defaultPrivileges.some((entry) => entry.schema === name && heldBy(entry.acl, role) !== 0),
          );
          const stored = model.storedSettings.filter((setting) => setting.role === role);
          assert.equal(stored.find(({ name }) => name === "application_name")?.value, name);
          await session.query(dropPolicy(table, name));
          await session.query(setLocalRole(role));
          const [row] = await session.query("SELECT current_user AS role");
          assert.deepEqual(row, { role });
          await session.query("RESET ROLE");
          const victim = await session.query("SELECT id FROM public.victim");
          assert.deepEqual(victim, [{ id: 1 }]);
          await session.query("ROLLBACK");
        });
      });
    }
  });
}
