import assert from "node:assert/strict";
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Report } from "../policies";
import { quoteIdentifier } from "../postgres/sql/quote";
import {
  freshDatabase,
  MAJORS,
  readServerLog,
  type TestDatabase,
  type TestServer,
  TIME_TO_GUESS,
  uniqueName,
} from "../test/servers";
import { execute, startOwnServer } from "./testing/own-server";
import { runCli } from "./testing/run-cli";

/** However slow the machine is, no guess is left out. */
const GUESS = ["--guess-time", String(TIME_TO_GUESS / 1000)];

for (const major of MAJORS) {
  describe(`palisade audit on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let database: TestDatabase;
    let folder: string;
    let env: NodeJS.ProcessEnv;
    let stop: () => Promise<void>;
    before(async () => {
      // A server of its own: an audit judges all of it, and what other tests do on a shared one would be in the report.
      ({ server, database, folder, env, stop } = await startOwnServer(major, "audit"));
    });
    after(() => stop());

    async function report(
      ...args: string[]
    ): Promise<{ report: Report; status: number | undefined; err: string }> {
      const { out, err, status } = await runCli(["audit", "--format", "json", ...GUESS, ...args], env);
      return { report: JSON.parse(out) as Report, status, err };
    }

    test("finds the same where the database lets sessions read strings as PostgreSQL 8 did", async () => {
      const keys = ({ findings }: Report) => findings.map(({ key }) => key);
      await execute(
        database.settings,
        "CREATE TABLE public.old_strings (tenant_id uuid, id bigint)",
        "ALTER TABLE public.old_strings ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY tenant ON public.old_strings USING (id IN (SELECT n FROM pg_catalog.generate_series(1, 2) AS n))",
      );
      const before = await report();
      await execute(
        database.settings,
        `ALTER DATABASE ${database.name} SET standard_conforming_strings = off`,
      );
      try {
        const after = await report();
        assert.equal(after.status, before.status, after.err);
        const ofSetting = `database-setting-unsafe:database ${database.name}`;
        assert.ok(keys(after.report).includes(ofSetting), "of the setting itself it tells, too");
        assert.deepEqual(
          keys(after.report).filter((key) => key !== ofSetting),
          keys(before.report),
        );
      } finally {
        await execute(
          database.settings,
          `ALTER DATABASE ${database.name} RESET ALL`,
          "DROP TABLE public.old_strings",
        );
      }
    });

    test("looks at every database of the server, and tells what it may not look at", async () => {
      const second = await freshDatabase(server, "audit");
      const auditor = uniqueName("palisade_auditor");
      const hba = join(server.dataDirectory, "pg_hba.conf");
      const lines = readFileSync(hba);
      try {
        await execute(
          second.settings,
          "CREATE TABLE public.second_open (tenant_id uuid, id bigint)",
          "GRANT ALL ON public.second_open TO PUBLIC",
          `CREATE ROLE ${auditor} LOGIN PASSWORD 'of-a-test'`,
          `ALTER ROLE ${auditor} SET app.tenant_id = '7'`,
          `ALTER ROLE ${auditor} SET app.current_tenant = '8'`,
          "CREATE TABLE public.strict (tenant_id uuid)",
          "ALTER TABLE public.strict ENABLE ROW LEVEL SECURITY",
          `CREATE POLICY raises ON public.strict TO ${auditor}
             USING (tenant_id = (SELECT current_setting('app.tenant_id')::uuid))
             WITH CHECK (tenant_id = (SELECT current_setting('app.tenant_id')::uuid))`,
        );
        // Read as it stands in the file, reloaded or not.
        const line = "host all all 203.0.113.0/24 trust";
        appendFileSync(hba, `${line}\n${line}\n`);
        const { report: all, err } = await report("--all-databases", "--jobs", "2");
        assert.equal(all.target.database, undefined);
        assert.deepEqual(
          [...(all.target.databases ?? [])]
            .filter((name) => [database.name, second.name].includes(name))
            .sort(),
          [database.name, second.name].sort(),
        );
        assert.ok(all.target.databases?.includes("postgres"));
        assert.match(err, /palisade: \d+ of \d+ databases: /);
        assert.ok(
          all.findings.some(({ object }) => object.database === second.name && object.name === "second_open"),
        );
        const keys = all.findings.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length, "what is the server's is told once");
        const raises = `rls-policy-setting-raises:${second.name}:policy raises on public.strict`;
        for (const key of [
          `setting-tenant-pinned:role ${auditor} (app.tenant_id)`,
          `setting-tenant-pinned:role ${auditor} (app.current_tenant)`,
          raises,
          `${raises} (WITH CHECK)`,
          `hba-trust:hba rule ${line}`,
          `hba-trust:hba rule ${line} (2)`,
        ])
          assert.ok(keys.includes(key), `${key} is not among ${keys.join("\n")}`);
        assert.doesNotMatch(err, /failed/);
        await execute(
          second.settings,
          `REVOKE CONNECT ON DATABASE ${quoteIdentifier(second.name)} FROM PUBLIC`,
        );
        const {
          out,
          err: told,
          status,
        } = await runCli(["audit", "--all-databases", "--format", "json", "--fail-on", "none"], {
          ...env,
          PGUSER: auditor,
          PGPASSWORD: "of-a-test",
        });
        assert.equal(status, 2, "not everything was looked at");
        assert.match(told, new RegExp(`not looked at: database ${second.name}: the role may not connect`));
        const partly = JSON.parse(out) as Report;
        assert.ok(
          partly.unknown.some(
            ({ rule, object, reason }) =>
              rule === "*" && object?.name === second.name && reason.includes(`GRANT CONNECT ON DATABASE`),
          ),
        );
      } finally {
        writeFileSync(hba, lines);
        await second.drop();
        await execute(database.settings, `DROP ROLE IF EXISTS ${auditor}`);
      }
    });

    test("tries the passwords of the cluster's roles once, whatever the count of databases", async () => {
      const others = [await freshDatabase(server, "audit"), await freshDatabase(server, "audit")];
      const role = uniqueName("guessable");
      const tried = async () =>
        (await readServerLog(server)).split("rolpassword FROM pg_catalog.pg_authid").length - 1;
      try {
        await execute(database.settings, `CREATE ROLE ${role} LOGIN PASSWORD 'changeme'`);
        const before = await tried();
        const { report: all } = await report("--all-databases");
        assert.ok((all.target.databases?.length ?? 0) >= 3);
        assert.equal((await tried()) - before, 1);
        const told = all.findings.filter(({ key }) => key === `role-password-guessable:role ${role}`);
        assert.equal(told.length, 1);
        assert.deepEqual(
          all.unknown.filter(({ rule }) => rule === "role-password-guessable"),
          [],
        );
      } finally {
        for (const other of others) await other.drop();
        await execute(database.settings, `DROP ROLE ${role}`);
      }
    });

    test("shows only what is new since an earlier report", async () => {
      const file = join(folder, "before.json");
      await runCli(["audit", "--format", "json", "--output", file], env);
      const same = await report("--baseline", file);
      assert.deepEqual(same.report.findings, []);
      assert.equal(same.status, 0);
      await execute(database.settings, "CREATE ROLE palisade_audit_new SUPERUSER LOGIN");
      try {
        const { report: fresh, status } = await report("--baseline", file);
        assert.equal(status, 1);
        assert.ok(fresh.findings.length > 0);
        for (const { object } of fresh.findings) assert.equal(object.name, "palisade_audit_new");
        const bad = await runCli(["audit", "--baseline", join(folder, "ca.pem")], env);
        assert.equal(bad.status, 2);
        assert.match(bad.err, /ca\.pem: not JSON/);
      } finally {
        await execute(database.settings, "DROP ROLE palisade_audit_new");
      }
    });

    test("finds what is open, and says so by its exit status", async () => {
      await execute(
        database.settings,
        "CREATE SCHEMA app",
        "CREATE TABLE app.orders (tenant_id uuid, id bigint)",
        "GRANT ALL ON app.orders TO PUBLIC",
      );
      const { report: found, status, err } = await report();
      assert.equal(err, "");
      assert.equal(status, 1);
      assert.equal(found.target.database, database.name);
      assert.equal(found.target.platform, "self-hosted");
      assert.match(found.target.serverVersion ?? "", new RegExp(`^${major}\\.`));
      const keys = found.findings.map((finding) => finding.key);
      assert.ok(keys.includes(`rls-missing:${database.name}:table app.orders`), keys.join("\n"));
      assert.ok(keys.includes(`grant-public-table:${database.name}:table app.orders to PUBLIC`));
      assert.deepEqual(found.unknown, [], "a superuser sees everything");
      assert.equal(
        found.findings.filter(({ severity }) => severity === "critical").length,
        found.summary.critical,
      );
    });

    test("the text says the same", async () => {
      const { out, status } = await runCli(["audit"], env);
      assert.equal(status, 1);
      assert.match(
        out,
        /CRITICAL \(1\)\n\n {2}A tenant's table has no row-level security \[rls-missing\]\n {4}why: {2}.+\n {4}- table app\.orders/,
      );
    });

    test("the bar decides about the exit status", async () => {
      assert.equal((await report("--fail-on", "none")).status, 0);
      assert.equal((await report("--fail-on", "critical")).status, 1);
    });

    test("a waived finding is listed and does not count", async () => {
      const path = join(folder, "waivers.json");
      const all = (await report()).report.findings;
      const waivers = all
        .filter(({ severity }) => severity === "critical" || severity === "high")
        .map(({ key }) => ({ key, reason: "a test", expires: "2999-12-31" }));
      writeFileSync(path, JSON.stringify({ waivers }));
      const { report: waived, status } = await report("--waivers", path);
      assert.equal(status, 0);
      assert.equal(waived.summary.waived, waivers.length);
      assert.equal(waived.summary.critical + waived.summary.high, 0);
      assert.equal(waived.findings.length, all.length);
    });

    test("a configuration gives rules their options, switches rules off and brings waivers", async () => {
      const path = join(folder, "palisade.policy.json");
      const [first] = (await report()).report.findings;
      const waiver = { key: first?.key, reason: "a test", expires: "2999-12-31" };
      const rules = {
        "server-certificate-expiring": { days: 100_000 },
        "log-statement-none": "disabled",
      };
      writeFileSync(path, JSON.stringify({ rules, waivers: [waiver] }));
      const { report: judged } = await report("--config", path);
      const expiring = judged.findings.filter(({ rule }) => rule === "server-certificate-expiring");
      assert.deepEqual(
        expiring.map(({ key }) => key),
        ["server-certificate-expiring:server certificate"],
      );
      assert.equal(judged.findings.find(({ key }) => key === first?.key)?.waived?.reason, "a test");
      assert.doesNotMatch(JSON.stringify(judged), /log-statement-none/);
      writeFileSync(path, JSON.stringify({ rules: { "server-certificate-expiring": { day: 1 } } }));
      const { err, status } = await runCli(["audit", "--config", path], env);
      assert.equal(status, 2);
      assert.match(err, /server-certificate-expiring\.day is not known: use enforcementLevel, days/);
    });

    test("a waiver that nothing needs is found", async () => {
      const path = join(folder, "unused.json");
      const waiver = {
        key: `rls-missing:${database.name}:table app.gone`,
        reason: "a test",
        expires: "2999-12-31",
      };
      writeFileSync(path, JSON.stringify({ waivers: [waiver] }));
      const { report: judged } = await report("--waivers", path, "--fail-on", "none");
      assert.ok(judged.findings.some(({ key }) => key === `waiver-unused:waiver ${waiver.key}`));
    });

    test("a report in a file is for its owner only, and whole", async () => {
      const path = join(folder, "report.json");
      const { out, status } = await runCli(
        ["audit", "--format", "json", "--output", path, "--fail-on", "none"],
        env,
      );
      assert.equal(out, "");
      assert.equal(status, 0);
      assert.equal((JSON.parse(readFileSync(path, "utf8")) as Report).schemaVersion, 1);
      if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o777, 0o600);
    });

    test("names that a terminal would obey are shown, not obeyed", async () => {
      const evil = 'x"\u001b[2J\u202e';
      await execute(database.settings, `CREATE TABLE app.${quoteIdentifier(evil)} (tenant_id uuid)`);
      const { out } = await runCli(["audit"], env);
      assert.doesNotMatch(out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
      assert.match(out, /x""\\u\{1b\}\[2J\\u\{202e\}/);
      const { report: judged } = await report();
      assert.ok(judged.findings.some(({ object }) => object.name === evil));
      await execute(database.settings, `DROP TABLE app.${quoteIdentifier(evil)}`);
    });

    test("as a role without rights decides what it can, and says exactly what would let it decide the rest", async () => {
      const auditor = uniqueName("auditor");
      const name = quoteIdentifier(auditor);
      await execute(
        database.settings,
        `CREATE ROLE ${name} LOGIN PASSWORD 'for-one-test' CONNECTION LIMIT 5`,
        `ALTER ROLE ${name} SET idle_in_transaction_session_timeout = '60s'`,
      );
      try {
        const own = { ...env, PGUSER: auditor, PGPASSWORD: "for-one-test" };
        const asAuditor = async () => {
          const { out, status } = await runCli(["audit", "--format", "json", "--fail-on", "none"], own);
          assert.equal(status, 0);
          return JSON.parse(out) as Report;
        };
        const first = await asAuditor();
        const reason = (rule: string) => first.unknown.find((entry) => entry.rule === rule)?.reason ?? "";
        for (const rule of ["hba-trust", "hba-any-address", "hba-without-tls"]) {
          assert.match(reason(rule), /GRANT SELECT ON pg_catalog\.pg_hba_file_rules TO/);
        }
        assert.match(reason("role-no-timeouts"), /GRANT SELECT ON pg_catalog\.pg_file_settings TO/);
        assert.match(reason("role-password-md5"), /superusers only/);
        assert.ok(first.findings.some(({ key }) => key === `rls-missing:${database.name}:table app.orders`));

        assert.match(reason("audit-trail-missing"), /GRANT pg_read_all_settings TO/);
        assert.match(reason("role-password-guessable"), /only a superuser/);
        const grants = [
          reason("hba-trust"),
          reason("role-no-timeouts"),
          reason("audit-trail-missing"),
          reason("session-without-tls"),
        ].flatMap((text) => text.match(/GRANT [^;]+;/g) ?? []);
        assert.equal(grants.length, 6);
        await execute(database.settings, ...grants);
        // Functions and views of the system catalog belong to each database.
        const second = await asAuditor();
        assert.deepEqual(
          second.unknown.map(({ rule }) => rule),
          ["role-password-guessable", "role-password-md5", "role-without-password"],
          JSON.stringify(second.unknown),
        );
        assert.ok(second.findings.some(({ key }) => key === `role-no-timeouts:role ${auditor}`));
      } finally {
        await execute(database.settings, `DROP OWNED BY ${name}`, `DROP ROLE ${name}`);
      }
    });
  });
}
