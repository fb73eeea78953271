import { connect, type Session, withSession } from "../../postgres/connect/session";
import type { AnyRoleAttack } from "../attack";
import { ATTACKS } from "../attacks/index";
import { wageCampaign } from "../campaign";
import type { AttackResult } from "../report";
import { setStage } from "../stage";
import type { Mutation } from "./mutations";
import type { Shop } from "./shop";

/** The attack that a mutation takes the defence from. */
export function attackOf({ attack }: Pick<Mutation, "attack">): AnyRoleAttack {
  const found = ATTACKS.find(({ id }) => id === attack);
  if (found === undefined || "aims" in found) throw new Error(`${attack} is no attack by a role`);
  return found;
}

/** Tries mutations on one shop, each in a transaction of its own that is rolled back. */
export class Trials {
  readonly #shop: Shop;
  readonly #session: Session;

  private constructor(shop: Shop, session: Session) {
    this.#shop = shop;
    this.#session = session;
  }

  static async on(shop: Shop): Promise<Trials> {
    return new Trials(shop, await connect(shop.settings));
  }

  /** Takes the defence away, makes the attack, and returns what came of it. */
  async result(mutation: Mutation): Promise<AttackResult> {
    const attack = attackOf(mutation);
    const work = (session: Session) => this.#attacked(session, attack, mutation);
    return attack.untouched === true ? withSession(this.#shop.settings, work) : work(this.#session);
  }

  end(): Promise<void> {
    return this.#session.end();
  }

  async #attacked(session: Session, attack: AnyRoleAttack, { sql }: Mutation): Promise<AttackResult> {
    const { application, readonly, owner } = this.#shop.roles;
    await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    try {
      for (const statement of sql) await session.query(statement);
      const stage = await setStage(session, {
        application: [application],
        readonly: [readonly],
        owners: [owner],
      });
      const [result] = await wageCampaign(stage, [attack]);
      if (result === undefined) throw new Error(`${attack.id} came to nothing`);
      return result;
    } finally {
      await session.query("ROLLBACK");
    }
  }
}
