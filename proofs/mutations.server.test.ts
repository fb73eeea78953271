import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect, type Session, withSession } from "../postgres/connect/session";
import { MAJORS, serverFor } from "../test/servers";
import type { AnyRoleAttack } from "./attack";
import { ATTACKS } from "./attacks/index";
import { wageCampaign } from "./campaign";
import { setStage } from "./stage";
import { type Mutation, mutations } from "./testing/mutations";
import { openShop, type Shop } from "./testing/shop";

/** What the tests are named after, before there is a shop. */
const NAMES_ONLY = mutations({ owner: "o", application: "a", readonly: "r" }, "d");

/**
 * Takes the defence away inside a transaction, makes the attack in that same transaction, and rolls all of it back.
 * Returns the attack's status, or everything that is known where it did not get through.
 */
async function statusAfter(session: Session, { roles }: Shop, mutation: Mutation): Promise<string> {
  await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  try {
    for (const statement of mutation.sql) await session.query(statement);
    const stage = await setStage(session, {
      application: [roles.application],
      readonly: [roles.readonly],
      owners: [roles.owner],
    });
    const [result] = await wageCampaign(stage, [attackOf(mutation)]);
    return result?.status === "got through" ? "got through" : JSON.stringify(result, null, 2);
  } finally {
    await session.query("ROLLBACK");
  }
}

function attackOf({ attack }: Mutation): AnyRoleAttack {
  return ATTACKS.find(({ id }) => id === attack) as AnyRoleAttack;
}

for (const major of MAJORS) {
  describe(`with one defence taken away, on PostgreSQL ${major}, its attack gets through`, () => {
    let shop: Shop;
    let session: Session;
    before(async () => {
      shop = await openShop(await serverFor(major));
      session = await connect(shop.settings);
    });
    after(async () => {
      await session.end();
      await shop.close();
    });

    for (const [index, { attack, on = () => true }] of NAMES_ONLY.entries()) {
      if (!on(major * 10_000)) continue;
      test(`${attack} (${index})`, async () => {
        const mutation = mutations(shop.roles, shop.database)[index] as Mutation;
        // A minor release may have mended what this mutation relies on; another of the attack's stands for it then.
        if (!on(shop.version)) return;
        const status = attackOf(mutation).untouched
          ? await withSession(shop.settings, (untouched) => statusAfter(untouched, shop, mutation))
          : await statusAfter(session, shop, mutation);
        assert.equal(status, "got through");
      });
    }
  });
}
