import type { SecuredObject } from "../postgres/model/objects";
import type { Arena, Attempt, Row } from "./arena";
import type { Observation } from "./observation";
import type { Attacker } from "./scene/attackers";
import type { Rights } from "./scene/rights";
import type { Partition, Scene, TenantTable } from "./scene/scene";
import type { TableShape } from "./scene/shapes";
import type { Tenancy } from "./scene/tenancy";
import type { SeedResult, Seeds } from "./seed/seeds";
import type { TenantName, TenantSessions } from "./seed/tenant-sessions";

/** What an attack has at hand: the role that makes it, the scene, the made-up rows, and the transaction. */
export class AttackContext {
  readonly scene: Scene;
  readonly attacker: Attacker;
  readonly rights: Rights;
  /** The made-up role, for what is tried on the server rather than on this database. */
  readonly stranger: Attacker;
  /** True where nothing may be written, not even inside the transaction. */
  readonly noWrite: boolean;
  readonly #arena: Arena;
  readonly #seeds: Seeds;
  readonly #once = new Map<string, Promise<unknown>>();
  /** Makes sessions that serve a tenant, by whatever form the tables' policies have. */
  readonly sessions: TenantSessions;

  constructor(
    arena: Arena,
    scene: Scene,
    seeds: Seeds,
    {
      sessions,
      attacker,
      rights,
      stranger,
      noWrite,
    }: {
      sessions: TenantSessions;
      attacker: Attacker;
      rights: Rights;
      stranger: Attacker;
      noWrite: boolean;
    },
  ) {
    this.sessions = sessions;
    this.#arena = arena;
    this.scene = scene;
    this.#seeds = seeds;
    this.attacker = attacker;
    this.rights = rights;
    this.stranger = stranger;
    this.noWrite = noWrite;
  }

  /** `server_version_num`. */
  get version(): number {
    return this.scene.model.version;
  }

  /** Whether attempts have a session of the role's own, which only a superuser can give. */
  get ownSessions(): boolean {
    return this.#arena.ownSessions;
  }

  /** Makes one attempt as the attacker and undoes everything it did. */
  attempt(attempt: Attempt): Promise<Observation> {
    return this.#arena.attempt(this.attacker.role, attempt);
  }

  /**
   * Like {@link attempt}, for an attempt that prepares and changes nothing and reads its answer by its statements alone:
   * made once, however many attacks come to it, because everything is undone in between and its answer stays.
   */
  attemptOnce(attempt: Attempt): Promise<Observation> {
    return this.once(attempt.statements.join(";\n"), () => this.attempt(attempt));
  }

  /** Does what is the same for all targets once for this attacker; the key says what it is. */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#once.get(key) as Promise<T> | undefined;
    const done = known ?? work();
    this.#once.set(key, done);
    return done;
  }

  /** Makes several attempts, each by itself. */
  attempts(attempts: Iterable<Attempt>): Promise<Observation[]> {
    return Promise.all([...attempts].map((attempt) => this.attempt(attempt)));
  }

  /** Makes one attempt as the made-up stranger. */
  attemptAsStranger(attempt: Attempt): Promise<Observation> {
    return this.#arena.attempt(this.stranger.role, attempt);
  }

  /** The tenant tables that nobody may read as another tenant. */
  get privateTables(): readonly TenantTable[] {
    return this.scene.targets["tenant table"].filter(({ shared }) => !shared);
  }

  /** The statement that makes the attacker's session serve a tenant of this table. */
  serve(table: Tenancy, tenant: TenantName): string {
    return this.sessions.serve(this.attacker.role, table, tenant);
  }

  /** The statement after which the attacker's session names a text instead of a tenant; "" is nobody. */
  say(table: Tenancy, text: string): string {
    return this.sessions.say(this.attacker.role, table, text);
  }

  /** Statements of another role, for the preparation of an attempt. */
  as(role: string, statements: readonly string[]): string[] {
    return [this.#arena.become(role), ...statements, this.#arena.back()];
  }

  /** Asks the catalog as the administrator, outside any attempt. */
  ask<R extends object = Row>(question: string, values?: readonly unknown[]): Promise<R[]> {
    return this.#arena.ask<R>(question, values);
  }

  /** The two tenants' rows in a table or partition. */
  seed(table: TenantTable | Partition): SeedResult {
    const seeds = table.kind === "partition" ? this.#seeds.inPartition : this.#seeds.byTable;
    return seeds.get(table.key) ?? { missing: "it was not tried" };
  }

  /** The columns and keys of a table. */
  shape({ oid }: SecuredObject): TableShape | undefined {
    return this.#seeds.shapes.get(oid);
  }

  /** The two tenants' rows in the table with this OID, where it is a tenant table. */
  seedOf(oid: number): SeedResult | undefined {
    const table = this.scene.targets["tenant table"].find(({ object }) => object.oid === oid);
    return table && this.seed(table);
  }
}
