import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { MAJORS, serverFor } from "../test/servers";
import { ATTACKS, exitStatus, type ProofReport, runProof } from "./index";
import { fingerprint } from "./testing/fingerprint";
import { openShop, type Shop } from "./testing/shop";

for (const major of MAJORS) {
  describe(`a hardened database on PostgreSQL ${major}`, () => {
    let shop: Shop;
    let report: ProofReport;
    let prints: readonly [string, string];

    before(async () => {
      shop = await openShop(await serverFor(major));
      const print = () =>
        withSession(shop.settings, (session) => fingerprint(session, Object.values(shop.roles)));
      const earlier = await print();
      report = await runProof(shop.settings);
      prints = [earlier, await print()];
    });
    after(() => shop.close());

    test("withstands every attack, and every attack is made", () => {
      const open = report.attacks
        .filter(({ status }) => status === "got through" || status === "not run")
        .map(({ id, attempts }) => ({
          id,
          attempts: attempts.filter(({ outcome }) => !/defended|applicable/.test(outcome.status)),
        }));
      assert.deepEqual(open, []);
      assert.equal(exitStatus(report), 0);
    });

    test("gives every attack that the version knows something to attack", () => {
      const idle = report.attacks.filter(({ status }) => status === "not applicable").map(({ id }) => id);
      // The shop is of the plain form and has one key; forms.server.test.ts has the others.
      const otherForms = new Set<string>(["keyed table", "signed table", "signing keys", "tenant roles"]);
      const later = ATTACKS.filter(
        (attack) =>
          ("since" in attack && (attack.since ?? 0) > shop.version) ||
          ("target" in attack && otherForms.has(attack.target)),
      );
      assert.deepEqual(
        idle,
        later.map(({ id }) => id),
      );
    });

    test("is attacked as its application, its read-only role, and a stranger, all of them recognised", () => {
      assert.deepEqual(report.attackers, [
        { role: shop.roles.application, kind: "application" },
        { role: shop.roles.readonly, kind: "readonly" },
        { role: "(stranger)", kind: "stranger" },
      ]);
    });

    test("is attacked on every tenant table by the application, with rows of two tenants", () => {
      const read = report.attacks.find(({ id }) => id === "tenant-read-other-tenant");
      const made = read?.attempts.filter(({ role }) => role === shop.roles.application) ?? [];
      assert.deepEqual(
        made.map(({ target, outcome }) => [
          target && "schema" in target ? `${target.schema}.${target.name}` : "",
          outcome.status === "defended" ? outcome.how : outcome.status,
        ]),
        [
          "app.customers",
          "app.order_items",
          "app.orders",
          "app.products",
          "app.tenants",
          "billing.invoices",
        ].map((table) => [table, "saw no row, while it reaches its own"]),
      );
    });

    test("is afterwards what it was before: catalogs, rows, sequences, roles, slots", () => {
      assert.equal(prints[1], prints[0]);
    });
  });
}
