import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../../test/servers";
import { readDatabaseModel } from "../../catalog/read-model";
import { quoteIdentifier } from "../../sql/quote";
import { HOSTILE_NAMES } from "../../testing/hostile-names";
import { planRoles } from "./plan-roles";
import type { RolesScope } from "./role-intent";
import { linesOf, Playground, scopeOf } from "./testing";

for (const major of MAJORS) {
  describe(`unusual and impossible declarations of roles on PostgreSQL ${major}`, () => {
    let ground: Playground;
    let names: Record<"owner" | "app" | "group" | "stranger", string>;

    before(async () => {
      const server = await serverFor(major);
      ground = new Playground(server, await freshDatabase(server, "unusual"), uniqueName);
      names = await ground.roles(["owner", "app", "group", "stranger"]);
    });
    after(() => ground.drop());

    const isEmpty = async (wanted: RolesScope) => {
      const again = await ground.plan(wanted);
      assert.deepEqual([linesOf(again), again.statements], [[], []]);
      assert.deepEqual(again.live, again.desired);
    };

    test("an application's own setting that is stored under two spellings converges", async () => {
      const { app } = names;
      await ground.sql(`ALTER ROLE ${app} SET "My.Tenant" TO 'a'`);
      const wanted = scopeOf(ground.database.name, {
        [app]: { allDatabases: { "my.tenant": "b", search_path: "" } },
      });
      await ground.apply(wanted);
      await isEmpty(wanted);
      const path = await ground.admin((session) =>
        session.query(
          "SELECT e FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) e WHERE rolname = $1 AND e LIKE 'search_path%'",
          [app],
        ),
      );
      assert.deepEqual(path, [{ e: 'search_path=""' }]);
    });

    test("the managing role and the bootstrap superuser are never changed", async () => {
      const settings = ground.database.settings;
      const { problems, statements } = await ground.plan(
        scopeOf(ground.database.name, { [settings.user]: {} }),
      );
      assert.deepEqual(statements, []);
      assert.deepEqual(
        problems.map(({ path }) => path),
        [`roles.${settings.user}`],
      );
      assert.match(
        problems[0]?.reason ?? "",
        /never changed.*loses SUPERUSER.*Write what it has \(superuser: true, createRole: true/,
      );
      const written = {
        superuser: true,
        createRole: true,
        createDatabase: true,
        replication: true,
        bypassRowSecurity: true,
      };
      const fine = await ground.plan(scopeOf(ground.database.name, { [settings.user]: written }));
      assert.deepEqual([fine.problems, fine.statements], [[], []]);
      const additive = await ground.plan(
        scopeOf(ground.database.name, { [settings.user]: {} }, { mode: "additive" }),
      );
      assert.deepEqual(additive.problems, []);
    });

    test("a superuser as a member, a circle, an ignored role and two words about one membership are problems", async () => {
      const { owner, app, group, stranger } = names;
      const plan = await ground.plan(
        scopeOf(
          ground.database.name,
          {
            [owner]: { members: [ground.database.settings.user, app, stranger] },
            [app]: { members: [group], memberOf: [{ role: owner, admin: true }] },
            [group]: { members: [owner] },
          },
          { ignored: new Map([[stranger, "of another team"]]) },
        ),
      );
      assert.deepEqual(plan.problems.map(({ path }) => path).sort(), [
        `roles.${app}.members[0]`,
        `roles.${owner}.members[0]`,
        `roles.${owner}.members[1]`,
        `roles.${owner}.members[2]`,
      ]);
      const reasons = plan.problems.map(({ reason }) => reason).join("\n");
      assert.match(reasons, /makes a circle of memberships, which PostgreSQL refuses: .* is a member of /);
      assert.match(reasons, /is a superuser, to whom a membership gives nothing/);
      assert.match(reasons, /is on the ignore list \(of another team\)/);
      assert.match(reasons, /says something else about the same membership than roles\./);
    });

    test("roles with hostile names are declared, members and groups like any other", () =>
      ground.admin(async (session) => {
        await session.query("BEGIN");
        for (const name of HOSTILE_NAMES) await session.query(`CREATE ROLE ${quoteIdentifier(name)}`);
        const wanted = scopeOf(
          ground.database.name,
          Object.fromEntries(
            HOSTILE_NAMES.map((name, index) => [
              name,
              {
                login: true,
                members: [names.app],
                memberOf: index === 0 ? [] : [HOSTILE_NAMES[index - 1]],
                settings: { "app.name": name, search_path: quoteIdentifier(name) },
              },
            ]),
          ),
        );
        const plan = planRoles(wanted, await readDatabaseModel(session));
        assert.deepEqual(plan.problems, []);
        for (const { sql } of plan.statements) await session.query(sql);
        const again = planRoles(wanted, await readDatabaseModel(session));
        assert.deepEqual(linesOf(again), []);
        assert.deepEqual(again.live, again.desired);
        assert.equal(Object.keys(again.desired).length, HOSTILE_NAMES.length);
        await session.query("ROLLBACK");
      }));

    test("the members of a predefined role are declared without those that the server brings", async () => {
      const wanted = scopeOf(ground.database.name, { pg_read_all_settings: {} }, { memberships: "additive" });
      const { kept } = await ground.plan(wanted);
      assert.ok(!kept.some((line) => line.startsWith("pg_monitor")), kept.join("\n"));
      const all = await ground.plan(scopeOf(ground.database.name, { pg_read_all_settings: {} }));
      assert.ok(!linesOf(all).some((line) => line.includes("pg_monitor")), linesOf(all).join("\n"));
    });

    if (major >= 16) {
      test("a mode that takes nothing keeps an option that its own GRANT would take", async () => {
        await ground.sql(`GRANT ${names.owner} TO ${names.app} WITH INHERIT TRUE, SET TRUE`);
        const wanted = scopeOf(
          ground.database.name,
          { [names.owner]: { members: [{ role: names.app, admin: true, inherit: false }] } },
          { memberships: "additive" },
        );
        const done = await ground.apply(wanted);
        assert.deepEqual(linesOf(done), [`role ${names.owner}: ${names.app} gains ADMIN OPTION`]);
        await isEmpty(wanted);
        assert.deepEqual((await ground.plan(wanted)).kept, [
          `${names.app} keeps INHERIT OPTION for ${names.owner}, which is not declared`,
        ]);
      });
    }

    test("roles that do not exist yet are planned, and nothing is said about their attributes", async () => {
      const ghost = uniqueName("ghost");
      const plan = await ground.plan(
        scopeOf(ground.database.name, { [ghost]: { login: true, memberOf: [names.group] } }),
      );
      assert.deepEqual(linesOf(plan), [`role ${ghost}: becomes a member of ${names.group}`]);
      assert.deepEqual(plan.problems, []);
    });
  });
}
