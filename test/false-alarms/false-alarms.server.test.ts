import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { auditServer } from "../../cli/audit/server-audit";
import { mockEngine } from "../../components/testing/mocks";
import { type Finding, RULES } from "../../policies";
import { SERVER_TOPICS } from "../../policies/testing/server-topics";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { MAJORS, NO_GUESSING, startTestServer, type TestServer, TIME_TO_GUESS } from "../servers";
import { build, clear } from "./apply";
import { SCENES } from "./scenes";

mockEngine();

const TOPIC_OF = new Map(RULES.map(({ id, topic }) => [id as string, topic]));

const NOW = new Date("2026-12-01T12:00:00Z");

/** One mistake each of several topics. */
const SPOILT = [
  "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
  "ALTER TABLE app.customers NO FORCE ROW LEVEL SECURITY",
  "CREATE POLICY palisade_support ON app.events FOR SELECT TO PUBLIC USING (true)",
  "GRANT SELECT ON app.countries TO PUBLIC",
  "ALTER ROLE shop_app CREATEROLE",
];

/** The findings about what is in the database, and about roles other than the one that the test server came with. */
async function alarms(
  settings: ConnectionSettings,
  guessing: number,
  told: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { report, failedRules } = await auditServer(settings, {
    rules: RULES,
    options: {},
    waivers: Object.entries(told).map(([key, reason]) => ({ key, reason, expires: "2027-01-01" })),
    now: NOW,
    guessing,
  });
  assert.deepEqual(failedRules, []);
  const ours = ({ rule, object, waived }: Finding) => {
    if (waived !== undefined) return false;
    const topic = TOPIC_OF.get(rule);
    // About a waiver of this test.
    if (topic === undefined) return true;
    return !SERVER_TOPICS.has(topic) && !(object.kind === "role" && object.name === settings.user);
  };
  return report.findings.filter(ours).map(({ key, message }) => `${key}: ${message}`);
}

for (const major of MAJORS) {
  describe(`an audit of what the components make on PostgreSQL ${major} raises no false alarm`, () => {
    let server: TestServer;
    before(async () => {
      // A server of its own: an audit judges all of it.
      server = await startTestServer(major);
    });
    afterEach(() => clear(server));
    after(() => server.stop());

    for (const scene of SCENES)
      test(scene.title, async () => {
        const settings = await build(server, scene);
        // The scenes' passwords come from the same place: to guess at them once is enough, and is most of an audit's time.
        const guessing = scene === SCENES[0] ? TIME_TO_GUESS : NO_GUESSING;
        assert.deepEqual(await alarms(settings, guessing, scene.told), []);
      });

    test("and finds what somebody spoils in it", async () => {
      const scene = SCENES.find(({ title }) => title === "HardenedDatabase: tenants with defaults");
      assert.ok(scene);
      const settings = await build(server, scene);
      await withSession(settings, async (session) => {
        for (const sql of SPOILT) await session.query(sql);
      });
      const found = (await alarms(settings, NO_GUESSING)).map((alarm) => alarm.slice(0, alarm.indexOf(":")));
      assert.deepEqual([...new Set(found)].sort(), [
        "grant-public-table",
        "rls-not-forced",
        "rls-open-policy",
        "rls-policies-overlap",
        "rls-policies-without-rls",
        "rls-policy-public",
        "role-createrole-login",
      ]);
    });
  });
}
