import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { MAJORS, serverFor } from "../test/servers";
import { ATTACKS, exitStatus, type ProofReport, renderProofText, runProof } from "./index";
import { fingerprint } from "./testing/fingerprint";
import { openShop, type Shop } from "./testing/shop";

for (const major of MAJORS) {
  describe(`where nothing may be written, on PostgreSQL ${major}`, () => {
    let shop: Shop;
    let report: ProofReport;
    let prints: readonly [string, string];
    before(async () => {
      shop = await openShop(await serverFor(major));
      // More than one row of a tenant: what is one's own is then more than the one row that was picked.
      await withSession(shop.settings, (session) =>
        session.query(
          `INSERT INTO app.customers (tenant_id, id, email, kind)
           SELECT id, gen_random_uuid(), 'second@example.com', 'company' FROM app.tenants`,
        ),
      );
      const print = () =>
        withSession(shop.settings, (session) => fingerprint(session, Object.values(shop.roles)));
      const earlier = await print();
      report = await runProof(shop.settings, { noWrite: true });
      prints = [earlier, await print()];
    });
    after(() => shop.close());

    test("a hardened database is proven as far as looking goes, and that is no failure", () => {
      assert.equal(exitStatus(report), 0, renderProofText(report));
      const made = report.attacks.filter(({ attempts }) => attempts.length > 0);
      assert.ok(made.length >= 35, `${made.length} attacks were made`);
      for (const { id, status, attempts } of made)
        assert.ok(["defended", "not applicable"].includes(status), `${id}: ${JSON.stringify(attempts)}`);
      const read = made.find(({ id }) => id === "tenant-read-other-tenant");
      const byApplication = read?.attempts.filter(({ role }) => role === shop.roles.application) ?? [];
      const answers = byApplication.map(({ target, outcome }) => [target?.name, outcome.status]);
      assert.deepEqual(answers, [
        ["customers", "defended"],
        ["order_items", "not applicable"],
        ["orders", "defended"],
        ["products", "defended"],
        ["tenants", "defended"],
        ["invoices", "defended"],
      ]);
    });

    test("every other attack is listed as not run, with the reason and without a target", () => {
      const looks = new Set(
        ATTACKS.filter((attack) => "aims" in attack || attack.looks === true).map(({ id }) => id),
      );
      for (const { id, status, reason, attempts } of report.attacks)
        if (!looks.has(id)) {
          assert.deepEqual([status, attempts.length], ["not run", 0], id);
          assert.match(reason ?? "", /nothing may be written/);
        }
      assert.match(renderProofText(report), /; \d+ attacks left out, which would have written\n$/);
    });

    test("no role is made up, and everything is afterwards what it was before", () => {
      assert.deepEqual(
        report.attackers.map(({ kind }) => kind),
        ["application", "readonly"],
      );
      assert.equal(prints[1], prints[0]);
    });

    test("a hole shows by the rows that are there", async () => {
      const only = [
        "tenant-read-other-tenant",
        "tenant-copy-out",
        "tenant-read-by-error",
        "materialized-view-read",
      ];
      const app = quoteIdentifier(shop.roles.application);
      await withSession(shop.settings, (session) =>
        session.query(
          `ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY; GRANT SELECT ON app.sales TO ${app}`,
        ),
      );
      const open = await runProof(shop.settings, { noWrite: true, only });
      assert.deepEqual(
        open.attacks.map(({ id, status }) => [id, status]),
        only.map((id) => [id, "got through"]),
      );
      assert.equal(exitStatus(open), 1);
    });
  });
}
