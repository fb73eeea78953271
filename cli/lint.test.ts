import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Report } from "../policies";
import { migrationFiles } from "./lint/files";
import { runCli } from "./testing/run-cli";

describe("palisade lint", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-lint-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Makes files, and gives their folder. */
  function make(name: string, files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return join(folder, name);
  }

  async function lint(
    ...args: string[]
  ): Promise<{ report: Report; status: number | undefined; err: string }> {
    const { out, err, status } = await runCli(["lint", "--format", "json", ...args]);
    return { report: JSON.parse(out) as Report, status, err };
  }

  const placesOf = (report: Report) =>
    report.findings.map(({ rule, object }) => {
      const file = object.source?.file.split("/").at(-1);
      return `${rule} ${file}:${object.source?.line}:${object.source?.column}`;
    });

  const TABLE =
    "CREATE TABLE app.orders (id bigint, tenant_id uuid NOT NULL, PRIMARY KEY (tenant_id, id));\n";
  const PROTECTED = `${TABLE}ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY t ON app.orders TO shop_app USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));\n`;

  test("tells what is wrong with file, line and column, in characters, behind comments", async () => {
    const path = make("places", {
      "1.sql": `\uFEFF-- häufig 😀\n/* more */ ${TABLE}\n\n  /* ü */ GRANT SELECT ON app.orders TO PUBLIC;\n`,
    });
    const { report, status } = await lint(path);
    assert.equal(status, 1);
    assert.deepEqual(placesOf(report).sort(), ["grant-public-table 1.sql:5:11", "rls-missing 1.sql:2:12"]);
    assert.equal(report.target.kind, "migrations");
  });

  test("what a later file takes back is not told, and what it opens is told there", async () => {
    const taken = make("taken", {
      "1.sql": `${TABLE}GRANT SELECT ON app.orders TO PUBLIC;`,
      "2.sql": `ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;\nALTER TABLE app.orders FORCE ROW LEVEL SECURITY;
CREATE POLICY t ON app.orders TO shop_app USING (tenant_id = current_setting('app.tenant_id')::uuid);`,
      "10.sql": "REVOKE ALL ON app.orders FROM PUBLIC;",
    });
    assert.deepEqual(placesOf((await lint(taken)).report), []);
    const opened = make("opened", {
      "1.sql": PROTECTED,
      "2.sql": "SELECT 1;\nALTER TABLE app.orders DISABLE ROW LEVEL SECURITY;",
    });
    const { report } = await lint(opened);
    assert.ok(
      placesOf(report).every((place) => place.endsWith(" 2.sql:2:1")),
      placesOf(report).join(),
    );
    assert.ok(report.findings.length > 0);
  });

  test("--only tells of the changed files alone, and knows what they build on", async () => {
    const path = make("only", {
      "1_old.sql": TABLE,
      "2_new.sql": "GRANT TRUNCATE ON app.orders TO PUBLIC;",
    });
    const { report } = await lint(path, "--only", join(path, "2_new.sql"));
    assert.deepEqual(placesOf(report).sort(), [
      "grant-public-table 2_new.sql:1:1",
      "grant-truncate-references-trigger 2_new.sql:1:1",
      "rls-truncate-granted 2_new.sql:1:1",
    ]);
    const { err, status } = await runCli(["lint", path, "--only", join(path, "3.sql")]);
    assert.equal(status, 2);
    assert.match(err, /--only names what is not among the files/);
  });

  test("what cannot be read is said with its place, and the rest is judged", async () => {
    const path = make("broken", {
      "1.sql": `${TABLE}SELEC 1;\nDO LANGUAGE plperl 'x';\nGRANT SELECT ON app.orders TO PUBLIC;`,
    });
    const { report } = await lint(path);
    assert.deepEqual(report.unknown.map(({ reason }) => reason.replace(/^.*1\.sql/, "1.sql")).sort(), [
      '1.sql:2:1: cannot be parsed: syntax error at or near "SELEC"',
      "1.sql:3:1: DO runs code in the language plperl, which is not looked into",
    ]);
    assert.deepEqual(placesOf(report).sort(), ["grant-public-table 1.sql:4:1", "rls-missing 1.sql:1:1"]);
  });

  test("what a DO block runs is judged at its own place, and what nobody can know before is said", async () => {
    const path = make("blocks", {
      "1.sql": `${PROTECTED}DO $body$
DECLARE r record;
BEGIN
  /* ü */ GRANT SELECT ON app.orders TO PUBLIC; GRANT INSERT ON app.orders TO PUBLIC;
  EXECUTE 'CREATE TABLE app.' || 'lines (tenant_id uuid NOT NULL)';
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'root') THEN
    CREATE ROLE root LOGIN
      SUPERUSER CONNECTION LIMIT 3;
  END IF;
  IF current_user = 'x' THEN ALTER TABLE app.lines ENABLE ROW LEVEL SECURITY; END IF;
  FOR r IN SELECT tablename FROM pg_tables LOOP
    EXECUTE format('GRANT ALL ON %I TO PUBLIC', r.tablename);
  END LOOP;
EXCEPTION WHEN others THEN DROP TABLE app.orders;
END $body$;
DO $$ BEGIN this is none; END $$;
DO $$ BEGIN EXECUTE 'DO $x$ BEGIN
  CREATE TABLE app.nested (tenant_id uuid); END $x$'; END $$;`,
    });
    const { report } = await lint(path);
    assert.deepEqual(report.unknown.map(({ reason }) => reason.replace(/^.*1\.sql/, "1.sql")).sort(), [
      "1.sql:13:30: runs only where a condition holds; it is read as if it did",
      "1.sql:15:5: runs a text that is made at run time",
      "1.sql:17:28: runs only where an error is caught; it is read as if it did not",
      '1.sql:19:1: the body of DO cannot be parsed: syntax error at or near "this"',
    ]);
    assert.deepEqual(
      placesOf(report)
        .filter((one) => /grant-public-table|superuser|rls-missing|rls-not-forced|nullable/.test(one))
        .sort(),
      [
        "grant-public-table 1.sql:7:49",
        "rls-missing 1.sql:20:13",
        "rls-not-forced 1.sql:8:3",
        "rls-tenant-column-nullable 1.sql:20:13",
        "role-superuser-login 1.sql:10:5",
      ],
    );
  });

  const SCRIPT = `CREATE SCHEMA IF NOT EXISTS kept;
CREATE SCHEMA own;
CREATE TEMP TABLE scratch (id int);
CREATE OR REPLACE FUNCTION @extschema@.f(a text) RETURNS text LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION @extschema@.f(a text) RETURNS text LANGUAGE sql AS 'SELECT 2';
CREATE TABLE IF NOT EXISTS own.t (id int);
  SELECT lower(name), CASE id WHEN 1 THEN 2 END FROM things WHERE id > 1 AND id IN (SELECT id FROM scratch);
ALTER SEQUENCE numbers RESTART;
SET search_path = public;
SET search_path = pg_catalog, pg_temp;
SELECT upper(name) FROM pg_class WHERE a = b;
`;
  const aboutScripts = (report: Report) =>
    placesOf(report)
      .filter((one) => one.startsWith("script-"))
      .sort();
  const SCRIPT_FINDINGS = (file: string) => [
    `script-lookup-implicit ${file}:7:3`,
    `script-lookup-implicit ${file}:8:1`,
    `script-name-unqualified ${file}:7:3`,
    `script-name-unqualified ${file}:7:3`,
    `script-name-unqualified ${file}:7:3`,
    `script-search-path-unsafe ${file}:9:1`,
    `script-takes-over-object ${file}:1:1`,
    `script-takes-over-object ${file}:4:1`,
  ];

  test("names that an extension's script leaves to others are told, and those of an ordinary migration are not", async () => {
    const path = make("scripts", {
      "shop--1.0.sql": SCRIPT,
      "1.sql": SCRIPT.replaceAll("@extschema@", "app"),
    });
    assert.deepEqual(
      aboutScripts((await lint(join(path, "shop--1.0.sql"))).report),
      SCRIPT_FINDINGS("shop--1.0.sql"),
    );
    const { report } = await lint(join(path, "1.sql"));
    assert.deepEqual(aboutScripts(report), []);
    const why = report.notApplicable.find(({ rule }) => rule === "script-name-unqualified")?.reason;
    assert.equal(why, "there is no script of an extension, and the option scripts names none");
  });

  test("an option names the scripts that run with a superuser's rights, and the schemas that are safe there", async () => {
    const path = make("privileged", { "1.sql": SCRIPT.replaceAll("@extschema@", "app") });
    const config = join(path, "palisade.policy.json");
    const judged = async (options: object) => {
      const ids = ["name-unqualified", "lookup-implicit", "search-path-unsafe", "takes-over-object"];
      const rules = Object.fromEntries(ids.map((id) => [`script-${id}`, options]));
      writeFileSync(config, JSON.stringify({ rules }));
      return aboutScripts((await lint(join(path, "1.sql"), "--config", config)).report);
    };
    assert.deepEqual(await judged({ scripts: ["*"] }), SCRIPT_FINDINGS("1.sql"));
    assert.deepEqual(
      await judged({ scripts: ["*"], trusted: ["app"] }),
      SCRIPT_FINDINGS("1.sql").filter((one) => !one.endsWith(":4:1")),
    );
    assert.deepEqual(await judged({ scripts: ["elsewhere"] }), []);
  });

  test("views, triggers and publications are told where they were made", async () => {
    const path = make("around", {
      "1.sql": PROTECTED,
      "2.sql": `CREATE VIEW app.v AS SELECT * FROM app.orders;
CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END';
REVOKE EXECUTE ON FUNCTION app.f() FROM PUBLIC;
  CREATE TRIGGER t BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.f();
   CREATE PUBLICATION p FOR TABLE app.orders;
CREATE MATERIALIZED VIEW app.m AS SELECT * FROM app.orders;
GRANT SELECT ON app.m TO shop_app;`,
    });
    const { report } = await lint(path, "--only", join(path, "2.sql"));
    assert.deepEqual(placesOf(report).sort(), [
      "materialized-view-exposes-tenants 2.sql:7:1",
      "publication-carries-tenants 2.sql:5:4",
      "trigger-runs-as-owner 2.sql:4:3",
      "view-bypasses-rls 2.sql:1:1",
    ]);
  });

  test("a password in clear text is told, and never shown; a placeholder is none", async () => {
    const path = make("passwords", {
      "1.sql": `CREATE ROLE a LOGIN PASSWORD 'of-a-test-hunter2' CONNECTION LIMIT 5;
CREATE ROLE b LOGIN PASSWORD '\${password}' CONNECTION LIMIT 5;`,
    });
    for (const format of ["text", "json", "sarif", "markdown", "junit", "html"]) {
      const { out } = await runCli(["lint", path, "--format", format]);
      assert.doesNotMatch(out, /hunter2/, format);
    }
    assert.deepEqual(placesOf((await lint(path)).report), ["password-plaintext-input 1.sql:1:1"]);
  });

  test("psql's commands and the rows of COPY, as pg_dump writes them, are no statements", async () => {
    const path = make("dump", {
      "structure.sql": `\\restrict abc\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE app.t (id int);\nCOPY app.t (id) FROM stdin;\n1; DROP TABLE x;\n\\.\nGRANT SELECT ON TABLE app.t TO PUBLIC;\n\\unrestrict abc\n`,
    });
    const { report } = await lint(join(path, "structure.sql"));
    assert.deepEqual(report.unknown, []);
    assert.deepEqual(placesOf(report), ["grant-public-table structure.sql:7:1"]);
  });

  test("puts the files of each tool into the order in which it runs them", () => {
    const cases: Readonly<Record<string, readonly [Readonly<Record<string, string>>, readonly string[]]>> = {
      flyway: [
        { "R__views.sql": "", "V10__c.sql": "", "V2_1__b.sql": "", "V2__a.sql": "", "U2__a.sql": "" },
        ["V2__a.sql", "V2_1__b.sql", "V10__c.sql", "R__views.sql"],
      ],
      prisma: [
        { "20240101_a/migration.sql": "", "20250101_b/migration.sql": "", "migration_lock.toml": "" },
        ["20240101_a/migration.sql", "20250101_b/migration.sql"],
      ],
      drizzle: [
        {
          "0001_b.sql": "",
          "0000_a.sql": "",
          "0009_not_in_the_journal.sql": "",
          "meta/_journal.json": '{"entries":[{"idx":1,"tag":"0001_b"},{"idx":0,"tag":"0000_a"}]}',
        },
        ["0000_a.sql", "0001_b.sql"],
      ],
      supabase: [
        {
          "supabase/migrations/2_b.sql": "",
          "supabase/migrations/1_a.sql": "",
          "package.json": "{}",
          "seed.sql": "",
        },
        ["supabase/migrations/1_a.sql", "supabase/migrations/2_b.sql"],
      ],
      rails: [{ "db/structure.sql": "", Gemfile: "" }, ["db/structure.sql"]],
      plain: [{ "2.up.sql": "", "2.down.sql": "", "10.up.sql": "" }, ["2.up.sql", "10.up.sql"]],
    };
    for (const [name, [files, order]] of Object.entries(cases)) {
      const path = make(`layout-${name}`, files);
      assert.deepEqual(
        migrationFiles([path], path).map((file) => file.path),
        order,
        name,
      );
    }
  });

  test("the way back is no part of a migration", async () => {
    const path = make("back", {
      "1.sql": `-- migrate:up\n${PROTECTED}-- migrate:down\nGRANT ALL ON app.orders TO PUBLIC;\n`,
    });
    assert.deepEqual(placesOf((await lint(path)).report), []);
  });

  test("paths that cannot be read are all told at once", async () => {
    const { err, status } = await runCli(["lint", join(folder, "no"), join(folder, "neither")]);
    assert.equal(status, 2);
    assert.match(err, /no cannot be read: .*neither cannot be read: /);
  });
});
