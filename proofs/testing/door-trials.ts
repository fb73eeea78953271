import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Session } from "../../postgres/connect/session";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import { strangeAuthority } from "../../test/peers";
import type { TestServer } from "../../test/servers";
import type { ConnectionAttack } from "../attack";
import { ATTACKS } from "../attacks/index";
import { assail } from "../connection/assail";
import type { AttackResult } from "../report";
import { type Stage, setStage } from "../stage";
import type { ConnectionMutation } from "./connection-mutations";
import type { Shop } from "./shop";

/** Every attack by a fresh connection. */
export const CONNECTION_ATTACKS = ATTACKS.filter((attack): attack is ConnectionAttack => "aims" in attack);

/** Milliseconds that a server may take to read its files again. */
const PATIENCE = 5_000;

/** Tries mutations of the front door, one after the other, on a server of their own: they change the whole server. */
export class DoorTrials {
  readonly scene: Stage["scene"];
  readonly #server: TestServer;
  readonly #shop: Shop;
  /** Stays open, whatever the front door becomes meanwhile. */
  readonly #administrator: Session;
  readonly #strange: string;

  private constructor(
    server: TestServer,
    shop: Shop,
    administrator: Session,
    scene: Stage["scene"],
    strange: string,
  ) {
    this.#server = server;
    this.#shop = shop;
    this.#administrator = administrator;
    this.scene = scene;
    this.#strange = strange;
  }

  static async on(server: TestServer, shop: Shop): Promise<DoorTrials> {
    const administrator = await connect(shop.settings);
    await administrator.query("BEGIN");
    const { scene } = await setStage(administrator);
    await administrator.query("ROLLBACK");
    return new DoorTrials(server, shop, administrator, scene, await strangeAuthority());
  }

  /** Makes one attack as the front door is now. `ca` is what the client trusts. */
  async attack(id: string, ca = this.#shop.settings.ca): Promise<AttackResult> {
    const settings = { ...this.#shop.settings, ...(ca === undefined ? {} : { ca }) };
    const attacks = CONNECTION_ATTACKS.filter((candidate) => candidate.id === id);
    const [result] = await assail(settings, attacks, this.scene);
    if (result === undefined) throw new Error(`${id} is no attack by a connection`);
    return result;
  }

  /**
   * Takes the defence away, makes the attack, gives the defence back, and makes it again: `without` and `restored` are
   * what came of both.
   */
  async result(mutation: ConnectionMutation): Promise<{ without: AttackResult; restored: AttackResult }> {
    const ca = mutation.authority === "strange" ? this.#strange : undefined;
    const without = await this.without(mutation, () => this.#eventually(mutation.attack, "got through", ca));
    return { without, restored: await this.#eventually(mutation.attack, "defended") };
  }

  /** Does work while the defence is away. */
  async without<T>(mutation: ConnectionMutation, work: () => Promise<T>): Promise<T> {
    const undo = await this.#mutate(mutation);
    try {
      return await work();
    } finally {
      await undo();
    }
  }

  end(): Promise<void> {
    return this.#administrator.end();
  }

  /** The server reads its files a moment after it was told to. */
  async #eventually(id: string, status: string, ca?: string): Promise<AttackResult> {
    for (let waited = 0; ; waited += 50) {
      const result = await this.attack(id, ca);
      if (result.status === status || waited > PATIENCE) return result;
      await sleep(50);
    }
  }

  async #mutate({ accessRules, sql, settings = {} }: ConnectionMutation): Promise<() => Promise<void>> {
    const file = join(this.#server.dataDirectory, "pg_hba.conf");
    const before = readFileSync(file, "utf8");
    const session = this.#administrator;
    if (sql !== undefined)
      await session.query(sql.replaceAll("$role", quoteIdentifier(this.#shop.roles.application)));
    for (const [name, value] of Object.entries(settings))
      await session.query(`ALTER SYSTEM SET ${name} = ${quoteLiteral(value)}`);
    if (accessRules !== undefined) writeFileSync(file, accessRules);
    await session.query("SELECT pg_reload_conf()");
    return async () => {
      writeFileSync(file, before);
      await session.query("ALTER SYSTEM RESET ALL");
      await session.query("SELECT pg_reload_conf()");
    };
  }
}
