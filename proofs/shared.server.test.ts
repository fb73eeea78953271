import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { MAJORS, serverFor } from "../test/servers";
import { type ProofOptions, type ProofReport, renderProofJson, renderProofText, runProof } from "./index";
import { openShop, type Shop } from "./testing/shop";

const NOTICES = "app.notices";

/** A table with the tenant column that every tenant may read, as row security declares it. */
function sharedTable({ owner, application, readonly }: Shop["roles"]): string[] {
  const [own, app, ro] = [owner, application, readonly].map((name) => quoteIdentifier(name));
  return [
    `CREATE TABLE ${NOTICES} (tenant_id uuid NOT NULL, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id))`,
    `ALTER TABLE ${NOTICES} OWNER TO ${own}`,
    `ALTER TABLE ${NOTICES} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${NOTICES} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY palisade_shared ON ${NOTICES} FOR SELECT TO ${app}, ${ro} USING (true)`,
    `CREATE POLICY palisade_owner ON ${NOTICES} TO ${own} USING (true) WITH CHECK (true)`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${NOTICES} TO ${app}`,
    `CREATE VIEW app.latest AS SELECT tenant_id, id FROM ${NOTICES}`,
    `ALTER VIEW app.latest OWNER TO ${own}`,
    `GRANT SELECT ON app.latest TO ${app}`,
  ];
}

function on(report: ProofReport, id: string, role: string, name = "notices") {
  const attack = report.attacks.find((each) => each.id === id);
  return attack?.attempts.find(
    ({ role: who, target }) => who === role && target !== undefined && target.name === name,
  )?.outcome;
}

function through(report: ProofReport): string[] {
  return report.attacks
    .filter(({ status }) => status === "got through" || status === "not run")
    .map(({ id }) => id);
}

for (const major of MAJORS)
  describe(`tables with the tenant column that are no tenant's, on PostgreSQL ${major}`, () => {
    let shop: Shop;
    const admin = (...sql: string[]) =>
      withSession(shop.settings, async (session) => {
        for (const statement of sql) await session.query(statement);
      });
    const prove = (options: ProofOptions = {}) => runProof(shop.settings, options);
    before(async () => {
      shop = await openShop(await serverFor(major));
      await admin(...sharedTable(shop.roles));
    });
    after(() => shop.close());

    test("a table that is declared shared may be read, and every write of it is attacked", async () => {
      const report = await prove();
      assert.deepEqual(through(report), []);
      const { application } = shop.roles;
      assert.deepEqual(on(report, "tenant-read-other-tenant", application), {
        status: "not applicable",
        reason: "every tenant may read it by declaration (policy palisade_shared)",
      });
      for (const id of ["tenant-insert-other-tenant", "tenant-update-other-tenant", "tenant-delete-blindly"])
        assert.equal(on(report, id, application)?.status, "defended", id);
    });

    test("a policy of somebody's own beside the shared one makes it a tenant's again, and is seen", async () => {
      const app = quoteIdentifier(shop.roles.application);
      await admin(`CREATE POLICY mine ON ${NOTICES} FOR UPDATE TO ${app} USING (true)`);
      const report = await prove({ only: ["tenant-read-other-tenant", "tenant-update-other-tenant"] });
      await admin(`DROP POLICY mine ON ${NOTICES}`);
      assert.deepEqual(through(report), ["tenant-read-other-tenant", "tenant-update-other-tenant"]);
    });

    test("an excepted table is not attacked as a tenant's, and the report says so; without it, it is", async () => {
      const app = quoteIdentifier(shop.roles.application);
      await admin(
        "CREATE TABLE app.sums (tenant_id uuid NOT NULL, total int)",
        `ALTER TABLE app.sums OWNER TO ${quoteIdentifier(shop.roles.owner)}`,
        `GRANT SELECT ON app.sums TO ${app}`,
      );
      const only = ["tenant-read-other-tenant", "tenant-copy-out"];
      assert.deepEqual(through(await prove({ only })), only);
      const report = await prove({
        only,
        tenancy: { except: [{ schema: "app", name: "sums", reason: "sums of all tenants" }] },
      });
      assert.deepEqual(through(report), []);
      assert.deepEqual(report.excepted, [
        { object: { kind: "table", schema: "app", name: "sums" }, reason: "sums of all tenants" },
      ]);
      assert.match(
        renderProofText(report),
        /^Excepted: table app\.sums is no tenant's, .*sums of all tenants$/m,
      );
      assert.match(renderProofJson(report, "0"), /"excepted": \[\s*\{\s*"object"/);
    });
  });
