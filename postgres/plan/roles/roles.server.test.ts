import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../../test/servers";
import { planRoleRelease } from "./release-roles";
import type { RolesScope } from "./role-intent";
import { linesOf, Playground, scopeOf } from "./testing";

type Names = Record<"owner" | "app" | "group" | "stranger", string>;

for (const major of MAJORS) {
  describe(`roles on PostgreSQL ${major}`, () => {
    let ground: Playground;
    let names: Names;

    before(async () => {
      const server = await serverFor(major);
      ground = new Playground(server, await freshDatabase(server, "roles"), uniqueName);
      names = await ground.roles(["owner", "app", "group", "stranger"]);
    });
    after(() => ground.drop());

    const scope = (rest: Partial<RolesScope> = {}, app: Record<string, unknown> = {}): RolesScope =>
      scopeOf(
        ground.database.name,
        {
          [names.owner]: { members: [names.app] },
          [names.app]: {
            login: true,
            connectionLimit: 20,
            validUntil: "2097-01-01T00:00:00+01:00",
            settings: { lock_timeout: "5s", search_path: "app, pg_temp", timezone: "UTC" },
            allDatabases: { statement_timeout: "30s" },
            memberOf: ["pg_monitor", { role: names.group, admin: true }],
            ...app,
          },
        },
        { databaseSettings: new Map([["idle_session_timeout", "1h"]]), databaseConnectionLimit: 50, ...rest },
      );
    const isEmpty = async (wanted: RolesScope) => {
      const again = await ground.plan(wanted);
      assert.deepEqual(linesOf(again), []);
      assert.deepEqual(again.statements, []);
      assert.deepEqual(again.live, again.desired);
      return again;
    };

    test("an update gives everything that is declared, and a second plan is empty", async () => {
      const done = await ground.apply(scope());
      const lines = linesOf(done);
      for (const expected of [
        `role ${names.app}: gains LOGIN`,
        `role ${names.app}: sets CONNECTION LIMIT 20 (was -1)`,
        `role ${names.app}: sets VALID UNTIL 2096-12-31T23:00:00Z (was infinity)`,
        `role ${names.owner}: ${names.app} becomes a member`,
        `role ${names.app}: becomes a member of pg_monitor`,
        `role ${names.app}: becomes a member of ${names.group}, with ADMIN OPTION`,
        `role ${names.app}: sets lock_timeout = 5s`,
        `role ${names.app}: sets statement_timeout = 30s in all databases`,
        `database ${ground.database.name}: sets CONNECTION LIMIT 50 (was -1)`,
        `database ${ground.database.name}: sets idle_session_timeout = 1h`,
      ])
        assert.ok(lines.includes(expected), `${expected} is missing in\n${lines.join("\n")}`);
      const again = await isEmpty(scope());
      assert.equal(
        again.desired[`role ${names.app}`],
        `LOGIN; CONNECTION LIMIT 20; VALID UNTIL 2096-12-31T23:00:00Z; member of ${names.group} (ADMIN OPTION), ${names.owner}, pg_monitor; lock_timeout=5s; search_path=app, pg_temp; timezone=UTC; statement_timeout=30s in all databases`,
      );
      assert.equal(again.desired[`role ${names.owner}`], `members: ${names.app}`);
      assert.equal(
        again.desired[`database ${ground.database.name} settings`],
        "CONNECTION LIMIT 50; idle_session_timeout=1h",
      );
    });

    const drifts: readonly (readonly [string, (n: Names, db: string) => string, (n: Names) => string])[] = [
      ["SUPERUSER", (n) => `ALTER ROLE ${n.owner} SUPERUSER`, (n) => `role ${n.owner}: loses SUPERUSER`],
      ["CREATEROLE", (n) => `ALTER ROLE ${n.app} CREATEROLE`, (n) => `role ${n.app}: loses CREATEROLE`],
      ["CREATEDB", (n) => `ALTER ROLE ${n.app} CREATEDB`, (n) => `role ${n.app}: loses CREATEDB`],
      ["REPLICATION", (n) => `ALTER ROLE ${n.app} REPLICATION`, (n) => `role ${n.app}: loses REPLICATION`],
      ["BYPASSRLS", (n) => `ALTER ROLE ${n.app} BYPASSRLS`, (n) => `role ${n.app}: loses BYPASSRLS`],
      ["NOLOGIN", (n) => `ALTER ROLE ${n.app} NOLOGIN`, (n) => `role ${n.app}: gains LOGIN`],
      [
        "a connection limit",
        (n) => `ALTER ROLE ${n.app} CONNECTION LIMIT 0`,
        (n) => `role ${n.app}: sets CONNECTION LIMIT 20 (was 0)`,
      ],
      [
        "a validity",
        (n) => `ALTER ROLE ${n.app} VALID UNTIL 'infinity'`,
        (n) => `role ${n.app}: sets VALID UNTIL 2096-12-31T23:00:00Z (was infinity)`,
      ],
      [
        "an outsider who became a member",
        (n) => `GRANT ${n.owner} TO ${n.stranger}`,
        (n) => `role ${n.owner}: ${n.stranger} is no longer a member`,
      ],
      [
        "a membership of a declared role in something powerful",
        (n) => `GRANT pg_execute_server_program TO ${n.app}`,
        (n) => `role ${n.app}: is no longer a member of pg_execute_server_program`,
      ],
      [
        "a membership taken away",
        (n) => `REVOKE ${n.owner} FROM ${n.app}`,
        (n) => `role ${n.owner}: ${n.app} becomes a member`,
      ],
      [
        "an ADMIN option",
        (n) => `GRANT ${n.owner} TO ${n.app} WITH ADMIN OPTION`,
        (n) => `role ${n.owner}: ${n.app} loses ADMIN OPTION`,
      ],
      [
        "an ADMIN option taken away",
        (n) => `REVOKE ADMIN OPTION FOR ${n.group} FROM ${n.app}`,
        (n) => `role ${n.app}: gains ADMIN OPTION for ${n.group}`,
      ],
      [
        "a changed setting in this database",
        (n, db) => `ALTER ROLE ${n.app} IN DATABASE ${db} SET lock_timeout TO '1h'`,
        (n) => `role ${n.app}: sets lock_timeout = 5s (was 1h)`,
      ],
      [
        "a setting under its canonical name",
        (n, db) => `ALTER ROLE ${n.app} IN DATABASE ${db} SET timezone TO 'Europe/Berlin'`,
        (n) => `role ${n.app}: sets timezone = UTC (was Europe/Berlin)`,
      ],
      [
        "a list",
        (n, db) => `ALTER ROLE ${n.app} IN DATABASE ${db} SET search_path TO public, app`,
        (n) => `role ${n.app}: sets search_path = app, pg_temp (was public, app)`,
      ],
      [
        "an added setting in this database",
        (n, db) => `ALTER ROLE ${n.owner} IN DATABASE ${db} SET row_security TO off`,
        (n) => `role ${n.owner}: resets row_security (was off)`,
      ],
      [
        "an added setting in all databases",
        (n) => `ALTER ROLE ${n.app} SET session_replication_role TO replica`,
        (n) => `role ${n.app}: resets session_replication_role in all databases (was replica)`,
      ],
      [
        "a setting of the database",
        (_, db) => `ALTER DATABASE ${db} SET row_security TO off`,
        () => "database <database>: resets row_security (was off)",
      ],
      [
        "the connection limit of the database",
        (_, db) => `ALTER DATABASE ${db} CONNECTION LIMIT 3`,
        () => "database <database>: sets CONNECTION LIMIT 50 (was 3)",
      ],
    ];
    for (const [name, drift, expected] of drifts) {
      test(`drift is seen and repaired: ${name}`, async () => {
        await ground.apply(scope());
        await ground.sql(drift(names, ground.database.name));
        const plan = await ground.plan(scope());
        assert.deepEqual(linesOf(plan), [expected(names).replace("<database>", ground.database.name)]);
        assert.notDeepEqual(plan.live, plan.desired);
        assert.equal(plan.statements.length, 1);
        await ground.apply(scope());
        await isEmpty(scope());
      });
    }

    test("the other modes take nothing, say what they leave, and assert only what was written", async () => {
      await ground.apply(scope());
      await ground.sql(
        `ALTER ROLE ${names.app} CREATEDB BYPASSRLS`,
        `GRANT ${names.owner} TO ${names.stranger}`,
        `GRANT ${names.owner} TO ${names.app} WITH ADMIN OPTION`,
        `ALTER ROLE ${names.owner} SET row_security TO off`,
        `ALTER DATABASE ${ground.database.name} SET row_security TO off`,
      );
      for (const mode of ["additive", "adopt"] as const) {
        const wanted = scope({ mode, memberships: mode }, { bypassRowSecurity: false });
        const plan = await ground.plan(wanted);
        assert.deepEqual(linesOf(plan), [`role ${names.app}: loses BYPASSRLS`]);
        assert.deepEqual([...plan.kept].sort(), [
          `${names.app} keeps ADMIN OPTION for ${names.owner}, which is not declared`,
          `${names.app} keeps CREATEDB, which is not declared`,
          `database ${ground.database.name} keeps row_security = off, which is not declared`,
          `role ${names.owner} keeps row_security = off in all databases, which is not declared`,
          `${names.stranger} keeps its membership in ${names.owner}, which is not declared`,
        ]);
        assert.notDeepEqual(plan.live, plan.desired);
      }
      const wanted = scope({ mode: "adopt", memberships: "adopt" }, { bypassRowSecurity: false });
      await ground.apply(wanted);
      const again = await isEmpty(wanted);
      assert.equal(again.kept.length, 5);
      await ground.apply(scope());
      await isEmpty(scope());
    });

    test("settings and limit of the database are only shown where nothing is declared about them", async () => {
      await ground.apply(scope());
      const { databaseSettings: _, databaseConnectionLimit: __, ...rest } = scope();
      const plan = await ground.plan(rest);
      assert.deepEqual(linesOf(plan), []);
      assert.deepEqual(plan.kept, [
        `database ${ground.database.name} keeps CONNECTION LIMIT 50, which is not declared`,
        `database ${ground.database.name} keeps idle_session_timeout = 1h, which is not declared`,
      ]);
      assert.deepEqual(plan.live, plan.desired);
    });

    test("a removal resets settings, takes declared memberships back, and leaves attributes", async () => {
      await ground.apply(scope());
      await ground.sql(
        `ALTER ROLE ${names.app} SET work_mem TO '8MB'`,
        `GRANT ${names.stranger} TO ${names.app}`,
      );
      await ground.apply(scope(), undefined, planRoleRelease);
      const model = await ground.plan(
        scopeOf(ground.database.name, { [names.app]: {} }, { mode: "adopt", memberships: "adopt" }),
      );
      assert.deepEqual(
        [...model.kept].sort(),
        [
          `${names.app} keeps its membership in ${names.stranger}, which is not declared`,
          `database ${ground.database.name} keeps CONNECTION LIMIT 50, which is not declared`,
          `role ${names.app} keeps work_mem = 8MB in all databases, which is not declared`,
        ].sort(),
      );
      const left = await ground.plan(scope());
      assert.ok(!linesOf(left).some((line) => /LOGIN|CONNECTION LIMIT|VALID/.test(line)));
      await ground.apply(scope());
    });
  });
}
