import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { judgeStoredPolicies } from "../../postgres/expression";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { asSuperuser, CUSTOMER, createCustomer } from "../../postgres/testing/platforms/customer";
import {
  givePassword,
  RECREATED_PLATFORMS,
  type RecreatedServer,
  recreatePlatform,
} from "../../postgres/testing/platforms/index";
import { MAJORS, NO_GUESSING, startTestServer, type TestServer } from "../../test/servers";
import type { Finding } from "../finding";
import { judge } from "../judge";
import { readLiveFacts } from "../readers/live";
import { SERVER_TOPICS } from "../testing/server-topics";
import { RULES } from "./index";

/**
 * What an audit of a platform as it is delivered says all the same, by the start of its key: its customer can change it.
 * Whatever is not here is the platform's own, and a finding about it would be a false alarm.
 */
const CUSTOMERS_TO_CHANGE: Readonly<Record<string, string>> = {
  "grant-public-database:": "PostgreSQL lets PUBLIC connect to every new database",
  "grant-public-schema-usage:": "PostgreSQL lets PUBLIC use the schema public",
  "role-no-timeouts:role ": "the administrator's limits are set by ALTER ROLE",
  "role-no-connection-limit:role ": "the administrator's limits are set by ALTER ROLE",
  "role-unused:role ": "a role that nobody has given anything yet",
};

/** The same of PostgreSQL 14, where PUBLIC may create in the schema public, and a search_path that names it is open to all. */
const CUSTOMERS_TO_CHANGE_BEFORE_15 = ["grant-public-create:", "role-search-path-open:"];

/** What the customer of the test has made. */
const MADE_BY_CUSTOMER = /\bapp\.|\bshop_owner\b/;

async function found(settings: ConnectionSettings): Promise<string[]> {
  return (await judged(settings)).map(({ key }) => key);
}

/** What an audit says of what is in the database and of its roles, and `of` the server too. */
async function judged(settings: ConnectionSettings, of?: "the server"): Promise<readonly Finding[]> {
  return withSession(settings, async (session) => {
    const model = await readDatabaseModel(session, { columns: true });
    const policies = await judgeStoredPolicies(session, model);
    const facts = readLiveFacts(model, await readServerState(session, NO_GUESSING), policies);
    const { findings, failed } = judge(RULES, facts, { now: new Date("2026-12-01") });
    assert.deepEqual(failed, []);
    const older = model.version < 150_000 ? CUSTOMERS_TO_CHANGE_BEFORE_15 : [];
    const customers = [...Object.keys(CUSTOMERS_TO_CHANGE), ...older];
    const topics = new Map(RULES.map(({ id, topic }) => [id as string, topic]));
    return findings
      .filter(({ rule }) => of !== undefined || !SERVER_TOPICS.has(topics.get(rule) ?? ""))
      .filter(({ key }) => !customers.some((start) => key.startsWith(start)));
  });
}

// Without a platform everything is the doing of those who read the report.
const MANAGED = RECREATED_PLATFORMS.filter(({ name }) => name !== "self-hosted");

for (const [platform, major] of MANAGED.flatMap((one) => MAJORS.map((major) => [one, major] as const))) {
  describe(`${platform.name} (recreated) as it is delivered, on PostgreSQL ${major}`, () => {
    let running: TestServer;
    let server: RecreatedServer;
    before(async () => {
      running = await startTestServer(major);
      server = await recreatePlatform(running, platform);
    });
    after(() => running?.stop());

    test("is told nothing that its customer cannot change", async () => {
      assert.deepEqual(await found(server.superuser), []);
    });

    test("is told of no statement that a customer may not run", async () => {
      const fixes = (await judged(server.superuser, "the server"))
        .filter(({ key }) => /:setting /.test(key))
        .map(({ fix }) => fix);
      assert.ok(fixes.length > 3, fixes.join("\n"));
      assert.deepEqual(
        fixes.filter((fix) => fix.includes("ALTER SYSTEM SET")),
        [],
      );
      assert.ok(
        fixes.some((fix) => / in what (?!self)\S+ has for the server's parameters/.test(fix)),
        fixes.join("\n"),
      );
    });

    test("nor beside what a customer makes", async () => {
      await createCustomer(server);
      for (const role of [CUSTOMER.app, CUSTOMER.readonly]) await givePassword(server.superuser, role);
      const keys = await found(asSuperuser(server));
      assert.deepEqual(
        keys.filter((key) => !MADE_BY_CUSTOMER.test(key)),
        [],
      );
      assert.ok(keys.includes("rls-missing:shop:table app.orders"), keys.join("\n"));
    });

    if (platform.name === "supabase")
      test("and what a customer writes for the platform's own tables is found", async () => {
        await withSession(server.superuser, (session) =>
          session.results([
            "CREATE TABLE storage.objects (id uuid PRIMARY KEY, bucket_id text, owner_id text)",
            "ALTER TABLE storage.objects OWNER TO supabase_storage_admin",
            "ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY",
          ]),
        );
        const about = async () =>
          (await found(server.superuser)).filter((key) => key.includes("storage.objects"));
        assert.deepEqual(await about(), [], "as it is delivered");
        await withSession(server.superuser, (session) =>
          session.results([
            "CREATE POLICY everything ON storage.objects FOR SELECT TO authenticated USING (true)",
            "CREATE POLICY upload ON storage.objects FOR INSERT TO anon WITH CHECK (true)",
          ]),
        );
        const keys = await about();
        assert.deepEqual(keys.map((key) => key.replace(/:.*?:/, ": ")).sort(), [
          "anonymous-write-policy: policy upload on storage.objects",
          "rls-open-policy: policy everything on storage.objects",
          "rls-with-check-open: policy upload on storage.objects",
        ]);
      });

    test("and what a customer does with it is found", async () => {
      const admin = quoteIdentifier(platform.admin);
      await withSession(asSuperuser(server), (session) =>
        session.results([
          "CREATE FUNCTION app.anything(a text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN EXECUTE a; END'",
          `ALTER FUNCTION app.anything(text) OWNER TO ${CUSTOMER.owner}`,
          `ALTER ROLE ${CUSTOMER.app} CREATEROLE`,
          `GRANT pg_read_all_data TO ${CUSTOMER.readonly}`,
          `ALTER ROLE ${admin} SET row_security = off`,
        ]),
      );
      const keys = await found(asSuperuser(server));
      for (const key of [
        "definer-unquoted-text:shop:function app.anything(a text)",
        "role-createrole-login:role shop_app",
        "role-member-of-data-access:role shop_readonly via pg_read_all_data",
        `setting-row-security-off:role ${platform.admin}`,
      ])
        assert.ok(keys.includes(key), `${key} is not among ${keys.join("\n")}`);
    });
  });
}

test("a platform's name hides nobody on a server that is none of it", async () => {
  const server = await startTestServer(17);
  try {
    await withSession(server.settings, (session) =>
      session.results([
        "CREATE ROLE supabase_admin LOGIN SUPERUSER",
        "CREATE ROLE neon_superuser CREATEROLE",
        "CREATE ROLE authenticator LOGIN CREATEROLE IN ROLE neon_superuser",
        "CREATE SCHEMA auth AUTHORIZATION supabase_admin",
      ]),
    );
    const keys = await found(server.settings);
    for (const key of [
      "role-superuser-login:role supabase_admin",
      "role-createrole-login:role authenticator",
      "schema-owned-by-superuser:postgres:schema auth",
    ])
      assert.ok(keys.includes(key), `${key} is not among ${keys.join("\n")}`);
  } finally {
    await server.stop();
  }
});
