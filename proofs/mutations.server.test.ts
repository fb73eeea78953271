import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, serverFor } from "../test/servers";
import { type Mutation, mutations } from "./testing/mutations";
import { openShop, type Shop } from "./testing/shop";
import { Trials } from "./testing/trials";

/** What the tests are named after, before there is a shop. */
const NAMES_ONLY = mutations({ owner: "o", application: "a", readonly: "r" }, "d");

for (const major of MAJORS) {
  describe(`with one defence taken away, on PostgreSQL ${major}, its attack gets through`, () => {
    let shop: Shop;
    let trials: Trials;
    before(async () => {
      shop = await openShop(await serverFor(major));
      trials = await Trials.on(shop);
    });
    after(async () => {
      await trials.end();
      await shop.close();
    });

    for (const [index, { attack, on = () => true }] of NAMES_ONLY.entries()) {
      if (!on(major * 10_000)) continue;
      test(`${attack} (${index})`, async (t) => {
        const mutation = mutations(shop.roles, shop.database)[index] as Mutation;
        // A minor release may have mended what this mutation relies on; another of the attack's stands for it then.
        if (!on(shop.version)) {
          t.skip(`server ${shop.version} cannot be mutated so: its release has mended what this relies on`);
          return;
        }
        const result = await trials.result(mutation);
        assert.equal(result.status, "got through", JSON.stringify(result, null, 2));
      });
    }
  });
}
