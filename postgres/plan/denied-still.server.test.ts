import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";

for (const major of MAJORS) {
  describe(`what would undo a denial on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;
    let group: string;

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const sql = (text: string) => admin((session) => session.query(text));

    before(async () => {
      database = await freshDatabase(await serverFor(major), "denied");
      group = uniqueName("denied_group");
    });
    beforeEach(async () => {
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("denied"));
        await createShopObjects(session, roles.owner);
        await session.query(`CREATE ROLE ${group}`);
      });
    });
    after(() => database.drop());
    const clean = () =>
      admin(async (session) => {
        await session.query(`DROP SCHEMA app CASCADE; DROP OWNED BY ${group}; DROP ROLE ${group}`);
        await dropShopRoles(session, roles);
      });
    const testCase = (name: string, work: () => Promise<void>) =>
      test(name, async () => {
        try {
          await work();
        } finally {
          await clean();
        }
      });

    const planOn = async (session: Session, mode: string, more: object = {}) => {
      const { intent, problems } = parseAccess({
        database: database.name,
        owner: roles.owner,
        mode,
        schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"] } } } },
        denials: [
          { from: [roles.readonly], on: [{ kind: "schema", schema: "app" }] },
          {
            from: [roles.app],
            privileges: ["SELECT", "DELETE"],
            on: [{ kind: "tables", schema: "app", pattern: "*orders" }],
          },
        ],
        ...more,
      });
      assert.deepEqual(problems, []);
      assert.ok(intent);
      return planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    };
    const refusals = async (mode: string, more: object = {}) =>
      (await admin((session) => planOn(session, mode, more))).problems.map(
        ({ path, reason }) => `${path}: ${reason}`,
      );

    const ways: readonly (readonly [string, () => string, () => string])[] = [
      [
        "a grant to PUBLIC",
        () => "GRANT SELECT, INSERT ON app.orders TO PUBLIC",
        () => "SELECT on table app.orders, which it would have because PUBLIC has it",
      ],
      [
        "a grant to PUBLIC on a column",
        () => "GRANT SELECT (state) ON app.orders TO PUBLIC",
        () => "SELECT on column app.orders.state, which it would have because PUBLIC has it",
      ],
      [
        "a membership",
        () => `GRANT DELETE ON app.orders TO ${group}; GRANT ${group} TO ${roles.app}`,
        () => `DELETE on table app.orders, which it would have as a member of ${group}`,
      ],
      [
        "a membership in the owner",
        () => `ALTER TABLE app.orders OWNER TO ${group}; GRANT ${group} TO ${roles.app}`,
        () => `SELECT, DELETE on table app.orders, which it would have as a member of ${group}, the owner`,
      ],
      [
        "a predefined role",
        () => `GRANT pg_read_all_data TO ${group}; GRANT ${group} TO ${roles.app}`,
        () =>
          `SELECT on table app.orders, which it would have as a member of ${group} and so of pg_read_all_data`,
      ],
      [
        "an attribute",
        () => `ALTER ROLE ${roles.app} SUPERUSER`,
        () => "SELECT, DELETE on table app.orders, which it would have as a superuser",
      ],
    ];
    for (const [name, drift, kept] of ways)
      testCase(`${name} that nobody declared is an error in the modes that leave it`, async () => {
        await sql(drift());
        for (const mode of ["additive", "adopt"]) {
          assert.deepEqual(await refusals(mode), [
            `denials[1]: denies ${roles.app} ${kept()}: take that away first, or leave the denial out`,
          ]);
        }
        // What the declaration takes away itself undoes nothing.
        const authoritative = { roles: { [roles.app]: { superuser: false } } };
        assert.deepEqual(await refusals("authoritative", authoritative), []);
        await converge(database.settings, (session) => planOn(session, "authoritative", authoritative));
        const held = await admin((session) =>
          session.rows(
            `SELECT has_any_column_privilege('${roles.app}', 'app.orders', 'SELECT'), has_table_privilege('${roles.app}', 'app.orders', 'DELETE')`,
          ),
        );
        assert.deepEqual(held, [[false, false]]);
      });

    testCase(
      "so is one that reaches a column by its table, where only the denial names the column",
      async () => {
        await sql(`GRANT ${group} TO ${roles.app}`);
        const more = {
          grants: [
            { to: [group], privileges: ["SELECT"], on: [{ kind: "tables", schema: "app", name: "orders" }] },
          ],
          denials: [
            {
              from: [roles.app],
              privileges: ["SELECT"],
              on: [{ kind: "tables", schema: "app", name: "orders", columns: ["state"] }],
            },
          ],
        };
        for (const mode of ["additive", "adopt"])
          assert.deepEqual(await refusals(mode, more), [
            `denials[0]: denies ${roles.app} SELECT on column app.orders.state, which it would have as a member of ${group}: take that away first, or leave the denial out`,
          ]);
        assert.deepEqual(await refusals("authoritative", { ...more, roles: { [group]: {} } }), []);
      },
    );

    testCase(
      "a membership that gives nothing without SET ROLE, and another's grant, undo nothing",
      async () => {
        await sql(`GRANT DELETE ON app.orders TO ${group}, ${roles.readonly}`);
        await sql(
          major >= 16
            ? `GRANT ${group} TO ${roles.app} WITH INHERIT FALSE`
            : `GRANT ${group} TO ${roles.app}; ALTER ROLE ${roles.app} NOINHERIT`,
        );
        const more = major >= 16 ? {} : { roles: { [roles.app]: { inherit: false } } };
        for (const mode of ["additive", "adopt"]) assert.deepEqual(await refusals(mode, more), []);
      },
    );
  });
}
