import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import type { DatabaseModel } from "../model/model";
import { parseAccess } from "./parse-access";
import { type AccessPlan, planAccess } from "./plan-access";
import { readingFor } from "./reading";

for (const major of MAJORS) {
  describe(`who reaches a declared schema beside the declaration, on PostgreSQL ${major}`, () => {
    const name = uniqueName("outsiders");
    const [owner, second, app, stranger, other, manager] = [
      `${name}_owner`,
      `${name}_second`,
      `${name}_app`,
      `${name}_stranger`,
      `${name}_other`,
      `${name}_manager`,
    ] as const;
    const all = [owner, second, app, stranger, other, manager];
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "outsiders");
    });
    const sql = (...statements: string[]) =>
      withSession(database.settings, async (session) => {
        for (const statement of statements) await session.query(statement);
      });
    const setUp = () =>
      sql(
        `CREATE ROLE ${manager} LOGIN CREATEROLE PASSWORD 'manager'`,
        `SET ROLE ${manager}`,
        `CREATE ROLE ${owner}`,
        `CREATE ROLE ${second}`,
        `CREATE ROLE ${app} LOGIN`,
        "RESET ROLE",
        `CREATE ROLE ${stranger} LOGIN`,
        `CREATE ROLE ${other} LOGIN`,
      );
    before(setUp);
    afterEach(async () => {
      await sql(`DROP ROLE ${all.join(", ")}`);
      await setUp();
    });
    after(async () => {
      await sql(`DROP ROLE ${all.join(", ")}`);
      await database.drop();
    });

    /** Other tests have roles on the same server, which would stand in the same sentences. */
    const ofThisTest = (model: DatabaseModel): DatabaseModel => {
      const isOurs = (role: string) => role.startsWith(name) || role.startsWith("pg_") || role === "postgres";
      return {
        ...model,
        roles: new Map([...model.roles].filter(([role]) => isOurs(role))),
        memberships: model.memberships.filter(({ role, member }) => isOurs(role) && isOurs(member)),
      };
    };
    // Before PostgreSQL 16 whoever creates roles reaches everything; where another role reads, the manager is one of them.
    const ignoring = (...grantees: string[]) => ({
      ignore: [manager, ...grantees].map((grantee) => ({ grantee, reason: "known" })),
    });
    const plan = (more: object, settings: ConnectionSettings): Promise<AccessPlan> =>
      withSession(settings, async (session) => {
        const { intent, problems } = parseAccess({
          database: database.name,
          owner,
          schemas: { public: { roles: { [app]: { profiles: ["readwrite"] } }, owners: [second] } },
          ...more,
        });
        assert.deepEqual(problems, []);
        assert.ok(intent);
        return planAccess(intent, ofThisTest(await readDatabaseModel(session, readingFor(intent))));
      });
    const told = async (more: object = ignoring(), settings: ConnectionSettings = database.settings) => {
      const { kept, changes, statements } = await plan(more, settings);
      return {
        kept: kept.filter((text) => / keeps? (its membership|their membership|[A-Z]+, which)/.test(text)),
        changed: [...changes.map(({ object }) => object), ...statements.map(({ sql: text }) => text)].filter(
          (text) => /^role |^ALTER ROLE|^(GRANT|REVOKE) "[^"]*" (TO|FROM)/.test(text),
        ),
      };
    };
    const modes = ["authoritative", "additive", "adopt"] as const;

    test("nobody, where nobody does: the managing role that made the roles is not blamed", async () => {
      const asManager = { ...database.settings, user: manager, password: "manager" };
      assert.deepEqual(await told({}, asManager), { kept: [], changed: [] });
      if (major >= 16) {
        // Nor is it where another role reads, as long as it creates roles: it holds what PostgreSQL gave it on its own ones.
        assert.deepEqual(await told({}), { kept: [], changed: [] });
        await sql(`ALTER ROLE ${manager} NOCREATEROLE`);
        assert.equal((await told({})).kept.length, 3);
      }
      await sql(`GRANT ${owner} TO ${manager}`);
      assert.deepEqual(await told({}, asManager), { kept: [], changed: [] });
    });

    test("an owner that is not under roles: its members and attributes are told in every mode, and not changed", async () => {
      await sql(
        `GRANT ${owner} TO ${stranger}`,
        `GRANT ${second} TO ${other}`,
        `ALTER ROLE ${owner} SUPERUSER CREATEROLE BYPASSRLS`,
      );
      for (const mode of modes)
        assert.deepEqual(await told({ mode, ...ignoring() }), {
          kept: [
            `${owner} keeps SUPERUSER, which is not declared`,
            `${owner} keeps CREATEROLE, which is not declared`,
            `${owner} keeps BYPASSRLS, which is not declared`,
            `${stranger} keeps its membership in ${owner}, which is not declared`,
            `${other} keeps its membership in ${second}, which is not declared`,
          ],
          changed: [],
        });
      const { kept, changed } = await told({ roles: { [owner]: {}, [second]: {} }, ...ignoring() });
      assert.deepEqual(kept, []);
      assert.ok(changed.length > 0, "under roles it is asserted");
    });

    const ways: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      [
        "pg_read_all_data",
        [`GRANT pg_read_all_data TO ${stranger}`],
        [`${stranger} keeps its membership in pg_read_all_data, which is not declared`],
      ],
      [
        "pg_write_all_data, by a group",
        [`GRANT pg_write_all_data TO ${other}`, `GRANT ${other} TO ${stranger}`],
        [
          `${other} keeps its membership in pg_write_all_data, which is not declared`,
          `${stranger} keeps its membership in pg_write_all_data by ${other}, which is not declared`,
        ],
      ],
      [
        "the files of the server",
        [`GRANT pg_execute_server_program TO ${other}`, `GRANT pg_execute_server_program TO ${stranger}`],
        [`${other}, ${stranger} keep their membership in pg_execute_server_program, which is not declared`],
      ],
      ...(major >= 17
        ? ([
            [
              "pg_maintain",
              [`GRANT pg_maintain TO ${stranger}`],
              [`${stranger} keeps its membership in pg_maintain, which is not declared`],
            ],
          ] as const)
        : []),
      [
        "SUPERUSER, beside which nothing else counts",
        [`ALTER ROLE ${stranger} SUPERUSER REPLICATION`],
        [`${stranger} keeps SUPERUSER, which is not declared`],
      ],
      [
        "membership in a superuser",
        [`GRANT postgres TO ${stranger}`],
        [`${stranger} keeps its membership in postgres, which is not declared`],
      ],
      [
        "REPLICATION",
        [`ALTER ROLE ${stranger} REPLICATION`],
        [`${stranger} keeps REPLICATION, which is not declared`],
      ],
      [
        "CREATEROLE, before PostgreSQL 16",
        [`ALTER ROLE ${stranger} CREATEROLE`],
        major < 16 ? [`${stranger} keeps CREATEROLE, which is not declared`] : [],
      ],
      [
        "BYPASSRLS of a role that is granted something",
        [`ALTER ROLE ${app} BYPASSRLS`, `ALTER ROLE ${stranger} BYPASSRLS CREATEDB`],
        [`${app} keeps BYPASSRLS, which is not declared`],
      ],
      [
        "membership in a role that is granted something",
        [`GRANT ${app} TO ${stranger}`],
        [`${stranger} keeps its membership in ${app}, which is not declared`],
      ],
      [
        "nothing that reaches a table",
        [`GRANT pg_monitor TO ${stranger}`, `ALTER ROLE ${stranger} CREATEDB`],
        [],
      ],
    ];
    for (const [way, statements, expected] of ways)
      test(`by ${way}`, async () => {
        await sql(...statements);
        assert.deepEqual((await told()).kept, expected);
        const { kept } = await told(ignoring(stranger, other));
        assert.deepEqual(
          kept.filter((text) => !text.startsWith(app)),
          [],
          "who is ignored is not told",
        );
      });

    test("by a member that is declared: whoever is a member of it", async () => {
      await sql(`GRANT ${owner} TO ${other}`, `GRANT ${other} TO ${stranger}`);
      const declared = {
        roles: { [owner]: { members: [other] } },
        ...ignoring(),
      };
      assert.deepEqual((await told(declared)).kept, [
        `${stranger} keeps its membership in ${other}, which is not declared`,
      ]);
      const both = { ...declared, roles: { ...declared.roles, [other]: { members: [stranger] } } };
      assert.deepEqual((await told(both)).kept, []);
    });

    if (major >= 16)
      test("a membership without any option gives nothing", async () => {
        await sql(`GRANT pg_read_all_data TO ${stranger} WITH INHERIT FALSE, SET FALSE`);
        assert.deepEqual((await told()).kept, []);
        await sql(`GRANT pg_read_all_data TO ${stranger} WITH SET TRUE`);
        assert.equal((await told()).kept.length, 1);
      });
  });
}
