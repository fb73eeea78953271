import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { openShop, type Shop } from "../proofs/testing/shop";
import { serverFor } from "../test/servers";
import { environmentOf } from "./testing/environment";
import { runCli } from "./testing/run-cli";

let shop: Shop;
let folder: string;
let env: NodeJS.ProcessEnv;
before(async () => {
  shop = await openShop(await serverFor(18));
  folder = mkdtempSync(join(tmpdir(), "palisade-prove-"));
  env = environmentOf(shop.settings, folder);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await shop.close();
});

describe("palisade prove", () => {
  test("of a hardened database: the table, nothing got through, exit 0, nothing on stderr but progress", async () => {
    const { out, err, status } = await runCli(["prove"], env);
    assert.equal(status, 0, out + err);
    assert.match(out, /^Proof of database shop_/);
    assert.match(out, /\n {2}defended {5}Reads another tenant's rows {2,}3 roles × 6 tables\n/);
    assert.match(
      out,
      /\n\d+ attacks, [\d,]+ attempts: \d+ defended, \d+ by holes of the server that are harmless here: upgrade it\n$/,
    );
    for (const line of err.trim().split("\n"))
      assert.match(line, /^$|^palisade: \d+ of \d+ attempts made; now: /);
  });

  test("tells its progress every two seconds: how many attempts of how many are made, and what is tried now", async (t) => {
    let now = Date.now();
    // A second each time that somebody looks.
    t.mock.method(Date, "now", () => (now += 1_000));
    const args = ["--attack", "tenant-read-other-tenant", "--attack", "truncate-table"];
    const { err, status } = await runCli(["prove", ...args], env);
    assert.equal(status, 0, err);
    const told = [...err.matchAll(/^palisade: (\d+) of (\d+) attempts made; now: (.+)$/gm)];
    const total = Number(told[0]?.[2]);
    const made = told.map(([, done]) => Number(done));
    assert.ok(total > 20, err);
    assert.ok(made.length > total / 3 && made.every((done, at) => done > (made[at - 1] ?? -1)), err);
    assert.deepEqual(
      [...new Set(told.map(([, , of, title]) => `${of} ${title}`))],
      ["Reads another tenant's rows", "Empties a table by TRUNCATE"].map((title) => `${total} ${title}`),
    );
  });

  test("of a database with a hole: exit 1, and the text says where and what to do", async () => {
    const app = quoteIdentifier(shop.roles.application);
    await withSession(shop.settings, (session) =>
      session.query(`GRANT TRUNCATE ON app.order_items TO ${app}`),
    );
    try {
      const { out, status } = await runCli(["prove", "--attack", "truncate-table"], env);
      assert.equal(status, 1);
      assert.match(out, /GOT THROUGH {2}Empties a table by TRUNCATE/);
      assert.match(out, /on table app\.order_items: emptied the table/);
      assert.match(out, /fix: REVOKE TRUNCATE/);
    } finally {
      await withSession(shop.settings, (session) =>
        session.query(`REVOKE TRUNCATE ON app.order_items FROM ${app}`),
      );
    }
  });

  test("as JSON, into a file that only its owner may read", async () => {
    const file = join(folder, "proof.json");
    const { out, status } = await runCli(
      ["prove", "--format", "json", "--attack", "create-role", "--output", file],
      env,
    );
    assert.equal(status, 0);
    assert.equal(out, "");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const report = JSON.parse(readFileSync(file, "utf8"));
    assert.equal(report.schemaVersion, 1);
    assert.deepEqual(report.summary.attacks, {
      defended: 1,
      gotThrough: 0,
      notRun: 0,
      vulnerable: 0,
      notApplicable: 0,
    });
    assert.equal(report.attacks[0].attempts.length, 3);
  });

  test("as the roles that are named, with the setting that is named", async () => {
    const { out, status } = await runCli(
      [
        ...["prove", "--format", "json", "--attack", "tenant-read-other-tenant"],
        ...["--app", shop.roles.readonly, "--owner", shop.roles.owner],
        ...["--tenant-column", "tenant_id", "--tenant-setting", "not.this"],
      ],
      env,
    );
    assert.equal(status, 2, "a setting that names nobody proves nothing");
    const report = JSON.parse(out);
    assert.deepEqual(report.attackers, [
      { role: shop.roles.readonly, kind: "application" },
      { role: "(stranger)", kind: "stranger" },
    ]);
    assert.equal(report.attacks[0].outcome, "not run");
  });

  test("--except names tables that are no tenant's, each with its reason, and the report repeats it", async () => {
    const app = quoteIdentifier(shop.roles.application);
    const admin = (sql: string) => withSession(shop.settings, (session) => session.query(sql));
    await admin(
      `CREATE TABLE app."sums.daily" (tenant_id uuid NOT NULL, total int); GRANT SELECT ON app."sums.daily" TO ${app};
       CREATE TABLE app.totals (tenant_id uuid NOT NULL, total int); GRANT SELECT ON app.totals TO ${app}`,
    );
    try {
      const args = ["prove", "--attack", "tenant-read-other-tenant"];
      const one = ["--except", "app.sums.daily= read by = the owner "];
      assert.equal((await runCli(args, env)).status, 1);
      const half = await runCli([...args, ...one], env);
      assert.equal(half.status, 1, "the other table is still attacked");
      assert.match(half.out, /on table app\.totals: saw rows/);
      assert.doesNotMatch(half.out, /on table app\."sums\.daily"/);
      const both = [...args, ...one, "--except", "app.totals=sums of all tenants"];
      const { out, status } = await runCli(both, env);
      assert.equal(status, 0, out);
      assert.match(out, /^Excepted: table app\."sums\.daily" is no tenant's, .*read by = the owner$/m);
      const report = JSON.parse((await runCli([...both, "--format", "json"], env)).out);
      assert.deepEqual(report.excepted, [
        { object: { kind: "table", schema: "app", name: "sums.daily" }, reason: "read by = the owner" },
        { object: { kind: "table", schema: "app", name: "totals" }, reason: "sums of all tenants" },
      ]);
    } finally {
      await admin('DROP TABLE app."sums.daily", app.totals');
    }
  });

  test("--except without a table or a reason is a mistake that is told", async () => {
    for (const wrong of ["app.totals", "app.totals=", "app.totals=  ", "totals=why", "=why", ""]) {
      const { out, err, status } = await runCli(["prove", "--except", wrong], env);
      assert.equal(status, 2, wrong);
      assert.equal(out, "");
      assert.match(err, /say schema\.table=reason, for example/, wrong);
    }
  });

  test("may be told to live with what could not be tried", async () => {
    const args = ["prove", "--attack", "set-role-owner", "--attack", "create-role"];
    const name = `prover_${shop.database}`.slice(0, 60);
    const roles = Object.values(shop.roles).map(quoteIdentifier).join(", ");
    await withSession(shop.settings, (session) =>
      session.query(
        `CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'only for this test'; GRANT ${roles} TO ${name};
         GRANT CONNECT ON DATABASE ${quoteIdentifier(shop.database)} TO ${name}`,
      ),
    );
    try {
      const as = { ...env, PGUSER: name, PGPASSWORD: "only for this test" };
      assert.equal((await runCli(args, as)).status, 2);
      assert.equal((await runCli([...args, "--allow-not-run"], as)).status, 0);
    } finally {
      await withSession(shop.settings, (session) =>
        session.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`),
      );
    }
  });

  test("lives with a hole of the server that is harmless here, unless told otherwise", async () => {
    // The embedded server is older than the release that mended it.
    const args = ["prove", "--attack", "hole-drop-owned"];
    const { out, status } = await runCli(args, env);
    assert.equal(status, 0);
    assert.match(
      out,
      /VULNERABLE .*\n {6}the server has CVE-2026-116311: upgrade to 18\.7\n {6}harmless here: /,
    );
    assert.equal((await runCli([...args, "--fail-on-vulnerable"], env)).status, 1);
  });

  test("writes nothing where it is told so, and says what it left out", async () => {
    const { out, status } = await runCli(["prove", "--no-write"], env);
    assert.equal(status, 0, out);
    assert.match(out, / {2}left out {5}Adds a row to another tenant {2,}it would write/);
    assert.match(out, /attempts: all defended; \d+ attacks left out, which would have written\n$/);
  });

  test("that cannot do its job: one sentence on stderr, nothing on stdout, exit 2, no password anywhere", async () => {
    const cases: [args: string[], environment: NodeJS.ProcessEnv, says: RegExp][] = [
      [[], { PGPASSWORD: "wr0ng-secret" }, /refused the password of role/],
      [[], { PGDATABASE: "nowhere" }, /there is no database "nowhere"/],
      [["--app", "nobody-here"], {}, /there is no role "nobody-here"/],
      [["--attack", "fly"], {}, /there is no attack called fly/],
      [["--url", "postgres://u:s3cret@localhost:1/x?sslmode=sometimes"], {}, /sslmode/],
    ];
    for (const [args, environment, says] of cases) {
      const { out, err, status } = await runCli(["prove", ...args], { ...env, ...environment });
      assert.equal(status, 2, args.join(" "));
      assert.equal(out, "");
      assert.match(err, says);
      for (const secret of ["wr0ng-secret", "s3cret", shop.settings.password ?? "?"])
        assert.ok(!err.includes(secret));
    }
  });
});
