import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { judgeStoredPolicies } from "../../postgres/expression";
import { asSuperuser, CUSTOMER, createCustomer } from "../../postgres/testing/platforms/customer";
import {
  givePassword,
  RECREATED_PLATFORMS,
  type RecreatedServer,
  recreatePlatform,
} from "../../postgres/testing/platforms/index";
import { NO_GUESSING, startTestServer, type TestServer } from "../../test/servers";
import { judge } from "../judge";
import { readLiveFacts } from "../readers/live";
import { RULES } from "./index";

/** Rules about what people write, which a platform as it is delivered must not set off. */
const SILENT: ReadonlySet<string> = new Set([
  "definer-unquoted-text",
  "function-unquoted-text",
  "function-to-review",
  "name-of-built-in",
  "cast-runs-strangers-code",
  "cast-between-built-in-types",
  "password-in-code",
  "password-in-comment",
  "setting-holds-password",
  "role-search-path-open",
  "database-search-path-open",
  "role-setting-unsafe",
  "database-setting-unsafe",
  "role-member-of-operations",
  "grant-database-create",
  "sensitive-column-readable",
  "view-exposes-users",
  "graphql-open-to-anonymous",
  "graphql-open-to-signed-in",
  "table-open-to-requests",
  "queue-open-to-requests",
  "rls-policy-constant-tenant",
  "rls-policy-users-unbound",
  "rls-policy-unknown-role",
  "rls-policy-reads-open",
  "view-calls-definer",
  "role-without-password",
]);

async function found(settings: ConnectionSettings): Promise<string[]> {
  return withSession(settings, async (session) => {
    const model = await readDatabaseModel(session, { columns: true });
    const judged = await judgeStoredPolicies(session, model);
    const facts = readLiveFacts(model, await readServerState(session, NO_GUESSING), judged);
    const { findings, failed } = judge(RULES, facts, { now: new Date("2026-12-01") });
    assert.deepEqual(failed, []);
    return findings.filter(({ rule }) => SILENT.has(rule)).map(({ key }) => key);
  });
}

for (const platform of RECREATED_PLATFORMS) {
  describe(`${platform.name} (recreated) as it is delivered`, () => {
    let running: TestServer;
    let server: RecreatedServer;
    before(async () => {
      running = await startTestServer(17);
      server = await recreatePlatform(running, platform);
      await createCustomer(server);
      const { services = [] } = platform;
      for (const role of [CUSTOMER.app, CUSTOMER.readonly, ...services])
        await givePassword(server.superuser, role);
    });
    after(() => running?.stop());

    test("sets off no rule about what people write, in its own database", async () => {
      assert.deepEqual(await found(server.superuser), []);
    });

    test("nor in a customer's", async () => {
      assert.deepEqual(await found(asSuperuser(server)), []);
    });

    test("and the same rules find what a customer does", async () => {
      await withSession(asSuperuser(server), (session) =>
        session.results([
          "CREATE FUNCTION app.anything(a text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN EXECUTE a; END'",
          `ALTER FUNCTION app.anything(text) OWNER TO ${CUSTOMER.owner}`,
        ]),
      );
      assert.deepEqual(await found(asSuperuser(server)), [
        "definer-unquoted-text:shop:function app.anything(a text)",
      ]);
    });
  });
}
