import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { MAJORS, serverFor } from "../test/servers";
import { ATTACKS, type ProofReport, renderProofJson, runProof } from "./index";
import { fingerprint } from "./testing/fingerprint";
import { SHOP_FORMS, shopInForm, tenantRolesOf } from "./testing/forms";
import { openShop, type Shop } from "./testing/shop";

/** Attacks that say something of one form, or of several keys, only. */
const WHERE: Readonly<Record<string, (form: string, places: number) => boolean>> = {
  "keyed table": (_, places) => places > 1,
  "signed table": (form) => form === "signed",
  "signing keys": (form) => form === "signed",
  "tenant roles": (form) => form === "role",
};

for (const major of MAJORS)
  for (const form of SHOP_FORMS)
    for (const places of [1, 2] as const) {
      // The plain form with one key is the hardened shop itself: hardened.server.test.ts.
      if (form === "plain" && places === 1) continue;
      describe(`the form ${form} with ${places} key(s) on PostgreSQL ${major}`, () => {
        let shop: Shop;
        let report: ProofReport;
        let prints: readonly [string, string];
        before(async () => {
          shop = await openShop(await serverFor(major));
          await withSession(shop.settings, async (session) => {
            for (const statement of shopInForm(form, shop.roles, places)) await session.query(statement);
          });
          const print = () =>
            withSession(shop.settings, (session) => fingerprint(session, Object.values(shop.roles)));
          const earlier = await print();
          report = await runProof(shop.settings);
          prints = [earlier, await print()];
        });
        after(async () => {
          await shop.close();
          if (form !== "role") return;
          const names = tenantRolesOf(shop.roles).map((name) => quoteIdentifier(name));
          await withSession((await serverFor(major)).settings, (session) =>
            session.query(`DROP ROLE IF EXISTS ${names.join(", ")}`),
          );
        });

        test("withstands every attack, and none is left out that the plain form has", () => {
          const open = report.attacks
            .filter(({ status }) => status === "got through" || status === "not run")
            .map(({ id, attempts }) => ({
              id,
              attempts: attempts
                .filter(({ outcome }) => !/defended|applicable/.test(outcome.status))
                .slice(0, 3),
            }));
          assert.deepEqual(open, []);
          const idle = report.attacks.filter(({ status }) => status === "not applicable").map(({ id }) => id);
          const expected = ATTACKS.filter((attack) => {
            if ("since" in attack && (attack.since ?? 0) > shop.version) return true;
            const where = "target" in attack ? WHERE[attack.target] : undefined;
            // A setting that nobody reads cannot be planted.
            return where?.(form, places) === false || (form === "role" && attack.id === "store-tenant");
          });
          assert.deepEqual(
            idle,
            expected.map(({ id }) => id),
          );
        });

        test("is attacked with a positive control on every tenant table", () => {
          const read = report.attacks.find(({ id }) => id === "tenant-read-other-tenant");
          const made = read?.attempts.filter(({ role }) => role === shop.roles.application) ?? [];
          assert.deepEqual(
            made.map(({ outcome }) => (outcome.status === "defended" ? outcome.how : outcome.status)),
            Array.from({ length: 6 }, () => "saw no row, while it reaches its own"),
          );
        });

        test("is afterwards what it was before, and no token stands in the report", () => {
          assert.equal(prints[1], prints[0]);
          assert.doesNotMatch(renderProofJson(report, "0"), /p1\.palisade-proof/);
        });
      });
    }
