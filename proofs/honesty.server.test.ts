import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Session, withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { takeAdvisoryLock } from "../postgres/sql/transaction";
import { type Major, serverFor, uniqueName } from "../test/servers";
import {
  exitStatus,
  ProofError,
  type ProofOptions,
  type ProofReport,
  renderProofJson,
  runProof,
} from "./index";
import { openShop, type Shop } from "./testing/shop";

const TENANT_1 = "11111111-1111-1111-1111-111111111111";

let shop: Shop;
before(async () => {
  shop = await openShop(await serverFor(18));
});
after(() => shop.close());

/** Changes the shop for good, proves it, and changes it back. */
async function provenWith(
  change: readonly string[],
  back: readonly string[],
  options: ProofOptions = {},
): Promise<ProofReport> {
  return withSession(shop.settings, async (session) => {
    for (const statement of change) await session.query(statement);
    try {
      return await runProof(shop.settings, options);
    } finally {
      for (const statement of back) await session.query(statement);
    }
  });
}

function statusOf(report: ProofReport, id: string): string {
  return report.attacks.find((attack) => attack.id === id)?.status ?? "missing";
}

function reasons(report: ProofReport, id: string): string[] {
  return (report.attacks.find((attack) => attack.id === id)?.attempts ?? []).flatMap(({ outcome }) =>
    outcome.status === "not run" ? [outcome.reason] : [],
  );
}

describe("what could not be tried is never called defended", () => {
  test("a setting that names no tenant: nothing is seen, and that proves nothing", async () => {
    const report = await runProof(shop.settings, {
      tenancy: { setting: "app.merchant" },
      only: ["tenant-read-other-tenant", "tenant-update-other-tenant"],
    });
    for (const { id, status } of report.attacks) assert.equal(status, "not run", id);
    assert.match(
      reasons(report, "tenant-read-other-tenant").join(),
      /"app\.merchant" the setting that names the tenant/,
    );
    assert.equal(exitStatus(report), 2);
  });

  test("a table that no row can be made for: an empty table looks like a closed one", async () => {
    const report = await provenWith(
      [
        `SET ROLE ${quoteIdentifier(shop.roles.owner)}`,
        "CREATE TABLE app.sealed (tenant_id uuid NOT NULL, seal text NOT NULL CHECK (seal = md5('a' || seal)))",
        `GRANT SELECT, INSERT, UPDATE, DELETE ON app.sealed TO ${quoteIdentifier(shop.roles.application)}`,
        "ALTER TABLE app.sealed ENABLE ROW LEVEL SECURITY",
        `CREATE POLICY sealed ON app.sealed USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))`,
        "RESET ROLE",
      ],
      ["DROP TABLE app.sealed"],
      { only: ["tenant-read-other-tenant", "tenant-delete-other-tenant"] },
    );
    for (const { id, status, attempts } of report.attacks) {
      assert.equal(status, "not run", id);
      const sealed = attempts.filter(({ target }) => target !== undefined && target.name === "sealed");
      assert.deepEqual(
        sealed.map(({ role, outcome }) => [role, outcome.status]),
        [
          [shop.roles.application, "not run"],
          // These two have no privilege, which is all there is to know.
          [shop.roles.readonly, "defended"],
          ["(stranger)", "defended"],
        ],
      );
    }
    assert.match(reasons(report, "tenant-read-other-tenant").join(), /cannot make a row because .*sealed/);
  });

  test("rows that were there before serve where none can be made", async () => {
    const seal = (tenant: string) => `INSERT INTO app.sealed VALUES ('${tenant}', 'x')`;
    const report = await provenWith(
      [
        `SET ROLE ${quoteIdentifier(shop.roles.owner)}`,
        "CREATE TABLE app.sealed (tenant_id uuid NOT NULL, seal text NOT NULL)",
        seal(TENANT_1),
        seal("22222222-2222-2222-2222-222222222222"),
        "ALTER TABLE app.sealed ADD CHECK (seal = md5('a' || seal)) NOT VALID",
        `GRANT SELECT, DELETE ON app.sealed TO ${quoteIdentifier(shop.roles.application)}`,
        "RESET ROLE",
      ],
      ["DROP TABLE app.sealed"],
      { only: ["tenant-read-other-tenant", "tenant-delete-other-tenant"] },
    );
    for (const { id, status, attempts } of report.attacks) {
      assert.equal(status, "got through", id);
      assert.deepEqual(
        attempts.filter(({ outcome }) => outcome.status === "got through").map(({ target }) => target?.name),
        ["sealed"],
        id,
      );
    }
  });

  test("a table that somebody else keeps from being written", async () => {
    const report = await withSession(shop.settings, async (other) => {
      await other.query("BEGIN; LOCK TABLE app.customers IN SHARE MODE");
      return runProof(shop.settings, { lockTimeout: 100, only: ["tenant-update-other-tenant"] });
    });
    assert.equal(statusOf(report, "tenant-update-other-tenant"), "not run");
    assert.match(reasons(report, "tenant-update-other-tenant").join(), /lock not available/);
  });

  test("a table that somebody else keeps from being looked at: the proof says so and ends", async () => {
    await withSession(shop.settings, async (other) => {
      await other.query("BEGIN; LOCK TABLE app.customers IN ACCESS EXCLUSIVE MODE");
      await assert.rejects(
        runProof({ ...shop.settings, lockTimeout: 100 }),
        /another session keeps a table locked/,
      );
    });
  });

  test("a policy that takes too long", async () => {
    const report = await provenWith(
      [
        "CREATE POLICY slow ON app.customers AS RESTRICTIVE USING (pg_sleep(5) IS NULL)",
        `CREATE POLICY open ON app.customers USING (true)`,
      ],
      ["DROP POLICY slow ON app.customers", "DROP POLICY open ON app.customers"],
      { statementTimeout: 100, only: ["tenant-read-setting-empty"] },
    );
    assert.equal(statusOf(report, "tenant-read-setting-empty"), "not run");
    assert.match(reasons(report, "tenant-read-setting-empty").join(), /timeout/);
  });
});

describe("without a superuser", () => {
  for (const major of [14, 18] as const satisfies readonly Major[]) {
    test(`a role that may act as the others proves most on PostgreSQL ${major}, and says what it cannot`, async () => {
      const place = await openShop(await serverFor(major));
      const name = uniqueName("shop_admin");
      const admin = quoteIdentifier(name);
      const roles = Object.values(place.roles).map(quoteIdentifier).join(", ");
      try {
        await withSession(place.settings, (session) =>
          session.query(
            `CREATE ROLE ${admin} LOGIN CREATEROLE PASSWORD 'for this test only';
             GRANT ${roles} TO ${admin}; GRANT CONNECT, CREATE ON DATABASE ${quoteIdentifier(place.database)} TO ${admin}`,
          ),
        );
        const report = await runProof({ ...place.settings, user: name, password: "for this test only" });
        const notRun = report.attacks.filter(({ status }) => status === "not run").map(({ id }) => id);
        assert.deepEqual(notRun, ["set-role-owner", "set-role-privileged"]);
        assert.match(reasons(report, "set-role-owner").join(), /session of the role's own/);
        assert.equal(report.attackTally.gotThrough, 0);
        assert.equal(statusOf(report, "tenant-read-other-tenant"), "defended");
        assert.equal(statusOf(report, "tenant-insert-other-tenant"), "defended");
        assert.equal(exitStatus(report), 2);
        assert.equal(exitStatus(report, { allowNotRun: true }), 0);
      } finally {
        await place.close();
        await withSession((await serverFor(major)).settings, (session) =>
          session.query(`DROP ROLE ${admin}`),
        );
      }
    });
  }

  test("a role that made the others, and may act as none of them, lends itself the right to", async () => {
    const place = await openShop(await serverFor(18));
    const name = uniqueName("shop_maker");
    const admin = quoteIdentifier(name);
    const { owner, application, readonly } = place.roles;
    try {
      await withSession(place.settings, (session) =>
        session.query(
          `CREATE ROLE ${admin} LOGIN CREATEROLE PASSWORD 'for this test only';
           GRANT ${[application, readonly].map(quoteIdentifier).join(", ")} TO ${admin} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
           GRANT ${quoteIdentifier(owner)} TO ${admin};
           GRANT CONNECT, CREATE ON DATABASE ${quoteIdentifier(place.database)} TO ${admin}`,
        ),
      );
      const report = await runProof({ ...place.settings, user: name, password: "for this test only" });
      const notRun = report.attacks.filter(({ status }) => status === "not run").map(({ id }) => id);
      assert.deepEqual(notRun, ["set-role-owner", "set-role-privileged"]);
      const [kept] = await withSession(place.settings, (session) =>
        session.query("SELECT pg_has_role($1, $2, 'SET') AS lent", [name, application]),
      );
      assert.deepEqual(kept, { lent: false });
    } finally {
      await place.close();
      await withSession((await serverFor(18)).settings, (session) => session.query(`DROP ROLE ${admin}`));
    }
  });

  test("a role that may act as nobody proves nothing but the front door, and is not told that all is well", async () => {
    const report = await withSession(shop.settings, async (session) => {
      const name = uniqueName("nobody");
      await session.query(
        `CREATE ROLE ${name} LOGIN PASSWORD 'for this test only'; GRANT CONNECT ON DATABASE ${quoteIdentifier(shop.database)} TO ${name}`,
      );
      try {
        return await runProof({ ...shop.settings, user: name, password: "for this test only" });
      } finally {
        await session.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
      }
    });
    for (const { family, status, id } of report.attacks)
      if (family !== "connection")
        assert.ok(status === "not run" || status === "not applicable", `${id} ${status}`);
    assert.equal(exitStatus(report), 2);
  });
});

describe("who attacks", () => {
  test("an application that became a superuser is attacked as before, and everything gets through", async () => {
    const app = quoteIdentifier(shop.roles.application);
    const report = await provenWith([`ALTER ROLE ${app} SUPERUSER`], [`ALTER ROLE ${app} NOSUPERUSER`], {
      only: ["tenant-read-other-tenant", "read-password-hashes", "drop-table"],
    });
    for (const { id, status } of report.attacks) assert.equal(status, "got through", id);
  });

  test("privileges of a group count for its members", async () => {
    const group = uniqueName("readers");
    const member = uniqueName("analyst");
    const report = await provenWith(
      [
        `CREATE ROLE ${group}; CREATE ROLE ${member} LOGIN IN ROLE ${group}`,
        `GRANT USAGE ON SCHEMA app TO ${group}; GRANT SELECT ON app.sales TO ${group}`,
      ],
      [`DROP OWNED BY ${group}; DROP ROLE ${member}, ${group}`],
      { only: ["materialized-view-read"] },
    );
    assert.deepEqual(
      report.attackers.find(({ role }) => role === member),
      { role: member, kind: "readonly" },
    );
    assert.equal(statusOf(report, "materialized-view-read"), "got through");
  });

  test("a role that does not exist, an attack that does not exist, and nobody at all are said clearly", async () => {
    await assert.rejects(runProof(shop.settings, { application: ["nobody_here"] }), (error) => {
      assert.ok(error instanceof ProofError);
      assert.match(error.message, /there is no role "nobody_here"/);
      return true;
    });
    await assert.rejects(runProof(shop.settings, { only: ["fly"] }), /there is no attack called fly/);
    const app = quoteIdentifier(shop.roles.application);
    const ro = quoteIdentifier(shop.roles.readonly);
    await assert.rejects(
      provenWith(
        [`ALTER ROLE ${app} NOLOGIN; ALTER ROLE ${ro} NOLOGIN`],
        [`ALTER ROLE ${app} LOGIN; ALTER ROLE ${ro} LOGIN`],
      ),
      /no role to attack as was recognised/,
    );
  });
});

test("a session that is in a transaction is told so before anything is tried", async () => {
  await withSession(shop.settings, async (session) => {
    await session.query("BEGIN; CREATE TABLE public.unfinished ()");
    await assert.rejects(runProof(session), /the session is in a transaction/);
  });
});

describe("one at a time", () => {
  test("waits for another run and then says so", async () => {
    await withSession(shop.settings, async (other: Session) => {
      await other.query("BEGIN");
      await other.query(takeAdvisoryLock());
      await assert.rejects(
        runProof({ ...shop.settings, lockTimeout: 100 }),
        /another run of palisade is changing or proving this database/,
      );
    });
  });
});

describe("the report", () => {
  test("tells nothing of what rows hold, even where everything gets through", async () => {
    const report = await provenWith(
      [
        "ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE app.tenants DISABLE ROW LEVEL SECURITY",
      ],
      [
        "ALTER TABLE app.customers ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE app.tenants ENABLE ROW LEVEL SECURITY",
      ],
    );
    assert.equal(exitStatus(report), 1);
    const text = renderProofJson(report, "0");
    for (const content of [TENANT_1, "Xanthippe", "@example.com", "private"])
      assert.ok(!text.includes(content), content);
  });
});
