import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../../test/servers";
import { withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import type { Need } from "../plan";
import { planRoleRelease } from "./release-roles";
import { linesOf, Playground, scopeOf } from "./testing";

for (const major of MAJORS) {
  describe(`roles, managed by a CREATEROLE role on PostgreSQL ${major}`, () => {
    let ground: Playground;
    let manager: { name: string; settings: ConnectionSettings };

    before(async () => {
      const server = await serverFor(major);
      ground = new Playground(server, await freshDatabase(server, "managed"), uniqueName);
      manager = await ground.manager("CREATEROLE CREATEDB");
      await ground.sql(`ALTER DATABASE ${ground.database.name} OWNER TO ${manager.name}`);
    });
    after(() => ground.drop());

    /** Roles that the manager itself made. */
    const ownRoles = async <Name extends string>(names: readonly Name[]) => {
      const made = await ground.roles(names);
      if (major >= 16)
        for (const name of Object.values<string>(made))
          await ground.sql(`GRANT ${name} TO ${manager.name} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
      return made;
    };
    const isEmpty = async (wanted: Parameters<Playground["plan"]>[0]) => {
      const again = await ground.plan(wanted, manager.settings);
      assert.deepEqual([linesOf(again), again.statements, again.problems], [[], [], []]);
      assert.deepEqual(again.live, again.desired);
      return again;
    };
    const asManager = (...statements: string[]) =>
      withSession(manager.settings, async (session) => {
        for (const statement of statements) await session.query(statement);
      });

    test("everything that PostgreSQL lets it do converges, and its own memberships are neither shown nor touched", async () => {
      const { owner, app, group } = await ownRoles(["owner", "app", "group"]);
      const wanted = scopeOf(
        ground.database.name,
        {
          [owner]: { members: [{ role: app, admin: true }], connectionLimit: 3 },
          [app]: {
            login: true,
            createDatabase: true,
            memberOf: [group],
            settings: { lock_timeout: "5s" },
            allDatabases: { statement_timeout: "30s" },
            validUntil: "2097-01-01T00:00:00Z",
          },
          [group]: {},
        },
        { databaseSettings: new Map([["work_mem", "8MB"]]), databaseConnectionLimit: 7 },
      );
      await ground.apply(wanted, manager.settings);
      const { desired } = await isEmpty(wanted);
      assert.ok(!JSON.stringify(desired).includes(manager.name));
      await asManager(`ALTER ROLE ${app} NOLOGIN`, `GRANT ${owner} TO ${group}`);
      assert.deepEqual(linesOf(await ground.plan(wanted, manager.settings)).sort(), [
        `role ${app}: gains LOGIN`,
        `role ${owner}: ${group} is no longer a member`,
      ]);
      await ground.apply(wanted, manager.settings);
      await isEmpty(wanted);
      await ground.apply(wanted, manager.settings, planRoleRelease);
      const left = await ground.plan(scopeOf(ground.database.name, { [owner]: {}, [group]: {} }));
      assert.ok(!JSON.stringify(left.live).includes("members"), JSON.stringify(left.live));
      if (major >= 16) {
        const [row] = await ground.admin((session) =>
          session.query("SELECT pg_has_role($1, $2, 'MEMBER WITH ADMIN OPTION') AS admin", [
            manager.name,
            owner,
          ]),
        );
        assert.deepEqual(row, { admin: true });
      }
    });

    test("itself as a member is given and kept", async () => {
      const { owner } = await ownRoles(["owner"]);
      const wanted = scopeOf(ground.database.name, { [owner]: { members: [manager.name] } });
      const done = await ground.apply(wanted, manager.settings);
      assert.equal(done.statements.length, 1);
      const { desired } = await isEmpty(wanted);
      assert.equal(desired[`role ${owner}`], `members: ${manager.name}`);
      await isEmpty(scopeOf(ground.database.name, { [owner]: {} }));
      await ground.apply(wanted, manager.settings, planRoleRelease);
      assert.equal((await ground.plan(wanted, manager.settings)).statements.length, 1);
    });

    test("its attributes are its own: a declaration about them is a problem that says what to write", async () => {
      const { problems } = await ground.plan(
        scopeOf(ground.database.name, { [manager.name]: {} }),
        manager.settings,
      );
      assert.deepEqual(
        problems.map(({ path }) => path),
        [`roles.${manager.name}`],
      );
      assert.match(
        problems[0]?.reason ?? "",
        /loses CREATEROLE, loses CREATEDB\. Write what it has \(createRole: true, createDatabase: true\)/,
      );
    });

    const attributes: readonly (readonly [string, string])[] = [
      ["superuser", "SUPERUSER"],
      ["createRole", "CREATEROLE"],
      ["createDatabase", "CREATEDB"],
      ["replication", "REPLICATION"],
      ["bypassRowSecurity", "BYPASSRLS"],
      ["login", "LOGIN"],
    ];
    for (const [property, word] of attributes) {
      test(`what the statement about ${word} is said to need is what PostgreSQL asks for`, async () => {
        const { one } = await ownRoles(["one"]);
        for (const on of [true, false]) {
          if (!on) await ground.sql(`ALTER ROLE ${one} ${word}`);
          const wanted = scopeOf(ground.database.name, { [one]: { [property]: on } });
          const plan = await ground.plan(wanted, manager.settings);
          assert.deepEqual(linesOf(plan), [`role ${one}: ${on ? "gains" : "loses"} ${word}`]);
          const [statement] = plan.statements;
          const allowed = has(statement?.needs);
          const tried = await asManager("BEGIN", statement?.sql ?? "", "ROLLBACK").then(
            () => true,
            () => false,
          );
          assert.equal(tried, allowed, statement?.sql);
          if (allowed) await ground.apply(wanted, manager.settings);
          else
            await assert.rejects(
              ground.apply(wanted, manager.settings),
              /lacks|missing|superuser|attribute/i,
            );
        }
      });
    }
    /** The manager is CREATEROLE and CREATEDB and administers what is asked for. */
    const has = (needs: Need | undefined): boolean =>
      needs?.kind === "role admin" && (needs.attributes ?? []).every((attribute) => attribute === "CREATEDB");

    test("a member with the ADMIN option is thrown out with everybody it let in, and each of them is told", async () => {
      const { owner, alice, mallory, trudy, bob } = await ownRoles([
        "owner",
        "alice",
        "mallory",
        "trudy",
        "bob",
      ]);
      await asManager(`GRANT ${owner} TO ${alice} WITH ADMIN OPTION`);
      await ground.sql(
        `SET ROLE ${alice}`,
        `GRANT ${owner} TO ${mallory} WITH ADMIN OPTION`,
        `GRANT ${owner} TO ${bob}`,
        "RESET ROLE",
        `SET ROLE ${mallory}`,
        `GRANT ${owner} TO ${trudy}`,
        "RESET ROLE",
      );
      const wanted = scopeOf(ground.database.name, { [owner]: { members: [bob] } });
      const plan = await ground.plan(wanted, manager.settings);
      const out = [alice, mallory, trudy].map((name) => `role ${owner}: ${name} is no longer a member`);
      const stays = `role ${owner}: ${bob} stays a member, granted by ${manager.name} instead of ${alice}`;
      assert.deepEqual(linesOf(plan).sort(), [...out, ...(major >= 16 ? [stays] : [])].sort());
      if (major >= 16) {
        assert.deepEqual(
          plan.statements.map(({ sql }) => sql),
          [
            `GRANT "${owner}" TO "${bob}" WITH INHERIT TRUE, SET TRUE`,
            `REVOKE "${owner}" FROM "${alice}" GRANTED BY "${manager.name}" CASCADE`,
          ],
        );
      }
      await ground.apply(wanted, manager.settings);
      await isEmpty(wanted);
    });

    test("what a member with the ADMIN option let in is thrown out, and the member stays", async () => {
      const { owner } = await ownRoles(["owner"]);
      // Roles of somebody else: the manager cannot act for them.
      const { alice, mallory } = await ground.roles(["alice", "mallory"]);
      await asManager(`GRANT ${owner} TO ${alice} WITH ADMIN OPTION`);
      await ground.sql(`SET ROLE ${alice}`, `GRANT ${owner} TO ${mallory}`, "RESET ROLE");
      const wanted = scopeOf(ground.database.name, { [owner]: { members: [{ role: alice, admin: true }] } });
      const done = await ground.apply(wanted, manager.settings);
      assert.deepEqual(linesOf(done), [`role ${owner}: ${mallory} is no longer a member`]);
      await isEmpty(wanted);
    });

    test("where strangers let each other in, only who was not meant goes", async () => {
      const { owner } = await ownRoles(["owner"]);
      const { alice, bob, mallory } = await ground.roles(["alice", "bob", "mallory"]);
      await asManager(`GRANT ${owner} TO ${alice} WITH ADMIN OPTION`);
      await ground.sql(
        `SET ROLE ${alice}`,
        `GRANT ${owner} TO ${bob} WITH ADMIN OPTION`,
        "RESET ROLE",
        `SET ROLE ${bob}`,
        `GRANT ${owner} TO ${mallory}`,
      );
      const members = [alice, bob].map((role) => ({ role, admin: true }));
      const wanted = scopeOf(ground.database.name, { [owner]: { members } });
      const done = await ground.apply(wanted, manager.settings);
      assert.ok(linesOf(done).includes(`role ${owner}: ${mallory} is no longer a member`));
      await isEmpty(wanted);
    });

    if (major >= 16) {
      test("options are changed grantor by grantor until the membership allows what is declared", async () => {
        const { owner, alice, bob } = await ownRoles(["owner", "alice", "bob"]);
        await asManager(
          `GRANT ${owner} TO ${bob} WITH ADMIN TRUE`,
          `GRANT ${owner} TO ${alice} WITH INHERIT FALSE, SET TRUE`,
        );
        await ground.sql(
          `SET ROLE ${bob}`,
          `GRANT ${owner} TO ${alice} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
        );
        const wanted = scopeOf(ground.database.name, {
          [owner]: {
            members: [
              { role: alice, inherit: true, set: false },
              { role: bob, admin: true },
            ],
          },
        });
        const done = await ground.apply(wanted, manager.settings);
        assert.deepEqual(linesOf(done), [
          `role ${owner}: ${alice} loses ADMIN OPTION`,
          `role ${owner}: ${alice} gains INHERIT OPTION`,
          `role ${owner}: ${alice} loses SET OPTION`,
        ]);
        const { desired } = await isEmpty(wanted);
        assert.equal(
          desired[`role ${owner}`],
          `members: ${[`${alice} (no SET OPTION)`, `${bob} (ADMIN OPTION)`].sort().join(", ")}`,
        );
      });

      test("the grant that another CREATEROLE role got with the role that it made is left alone until it is declared", async () => {
        const { maker } = await ground.roles(["maker"], "CREATEROLE");
        const { owner } = await ownRoles(["owner"]);
        await ground.sql(`GRANT ${owner} TO ${maker} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
        await isEmpty(scopeOf(ground.database.name, { [owner]: {} }));
        const declared = scopeOf(ground.database.name, { [owner]: { members: [maker] } });
        assert.deepEqual(linesOf(await ground.plan(declared, manager.settings)), [
          `role ${owner}: ${maker} loses ADMIN OPTION`,
          `role ${owner}: ${maker} gains INHERIT OPTION`,
          `role ${owner}: ${maker} gains SET OPTION`,
        ]);
        // Once it may make no roles any more, that grant is one like any other.
        const both = scopeOf(ground.database.name, { [owner]: {}, [maker]: {} });
        const done = await ground.apply(both);
        assert.deepEqual(linesOf(done), [
          `role ${maker}: loses CREATEROLE`,
          `role ${owner}: ${maker} is no longer a member`,
        ]);
      });

      test("the managing role is not to lose its ADMIN option by what it takes from others", async () => {
        const { owner, alice } = await ground.roles(["owner", "alice"]);
        await ground.sql(
          `GRANT ${owner} TO ${alice} WITH ADMIN TRUE`,
          `SET ROLE ${alice}`,
          `GRANT ${owner} TO ${manager.name} WITH ADMIN TRUE`,
        );
        const { problems } = await ground.plan(
          scopeOf(ground.database.name, { [owner]: {} }),
          manager.settings,
        );
        assert.equal(problems[0]?.path, `roles.${owner}`);
        assert.match(problems[0]?.reason ?? "", /has its ADMIN option on .* from .*, who would lose it/);
      });
    } else {
      test("options that came with PostgreSQL 16 are problems, except where they say what is", async () => {
        const { owner, alice, bob } = await ownRoles(["owner", "alice", "bob"]);
        await ground.sql(`ALTER ROLE ${alice} NOINHERIT`);
        const wanted = scopeOf(ground.database.name, {
          [owner]: {
            members: [
              { role: alice, inherit: true },
              { role: bob, set: false },
            ],
          },
        });
        const { problems } = await ground.plan(wanted, manager.settings);
        assert.deepEqual(
          problems.map(({ path }) => path),
          [`roles.${owner}.members[0]`, `roles.${owner}.members[1]`],
        );
        assert.match(
          problems[0]?.reason ?? "",
          /before PostgreSQL 16, and the server is 1[45],.* has NOINHERIT/,
        );
        assert.match(problems[1]?.reason ?? "", /SET option came with PostgreSQL 16 and the server is 1[45]/);
        const fine = scopeOf(ground.database.name, {
          [owner]: { members: [{ role: alice, inherit: false }, bob] },
        });
        await ground.apply(fine, manager.settings);
        await isEmpty(fine);
      });
    }
  });
}
