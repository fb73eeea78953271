import type { Answer, Session } from "../postgres/connect/session";
import { quoteIdentifier, quoteLiteral } from "../postgres/sql/quote";
import { sayRefusal } from "./conditions";
import { ProofError, type ServerError, serverError } from "./errors";
import { type Observation, reached, unable } from "./observation";

/** One row of an answer. */
export type Row = Record<string, unknown>;

/** One attempt: what is prepared for it, what the role does, and how its success is seen. */
export interface Attempt {
  /** Statements made beforehand by the administrator, or by `prepareAs`, in the same savepoint. */
  readonly prepare?: readonly string[];
  readonly prepareAs?: string;
  /** The role's own statements, one after the other; the first refusal ends the attempt. */
  readonly statements: readonly string[];
  /** Reads the answer to the last statement: its rows, and the count in its command tag. */
  readonly read?: (rows: readonly Row[], count: number | null) => Observation;
  /** Asks afterwards what the role's statements did: the administrator, or `owner` where the administrator cannot see. */
  readonly verify?: Verification;
  /** What it means that all statements ran, where neither `read` nor `verify` says so. */
  readonly evidence?: string;
  /**
   * True where the server may ask the client for data (COPY … FROM STDIN): then nothing else may be on the wire.
   * @default false
   */
  readonly alone?: boolean;
}

/** See {@link Attempt.verify}. */
export interface Verification {
  readonly owner: string;
  readonly question: string;
  readonly read: (rows: readonly Row[]) => Observation;
}

/** Where the session has become the role that attacks: what every one of its attempts goes back to. */
const SAVEPOINT = "palisade_attempt";

/** Where the session is the administrator's, as it was before the first attempt. */
const OUTER = "palisade_role";

/** Attempts that are on the wire at once: enough to keep the server busy, few enough to hold in memory. */
const ABREAST = 128;

/**
 * The one transaction in which all attacks of roles happen. Everything in it is undone: each attempt begins by going back
 * to the savepoint, and the transaction itself ends with ROLLBACK. Attempts may be made side by side: each one's
 * statements are sent at once and without a gap, so that the server works on one after the other while the answers
 * travel. The session stays the role's while one attempt of it follows another.
 */
export class Arena {
  readonly session: Session;
  /** True where attacks have a session of their own (SET SESSION AUTHORIZATION), so that RESET ROLE leads nowhere. */
  readonly ownSessions: boolean;
  /** Whose the session is at the end of all that was sent; set from the first attempt on. */
  #role: { readonly name: string | undefined; readonly entered: Promise<Answer[] | Refused> } | undefined;
  #underWay = 0;
  /** Whom to wake when an attempt has ended, in the order in which they came. */
  readonly #waiting: (() => void)[] = [];
  /** While an attempt has the wire to itself, the others wait for this. */
  #alone: Promise<unknown> | undefined;

  constructor(session: Session, superuser: boolean) {
    this.session = session;
    this.ownSessions = superuser;
  }

  /** Runs statements of the administrator. Their errors are the proof's own. */
  async command(...statements: readonly string[]): Promise<void> {
    await this.session.query(statements.join(";\n"));
  }

  /** Asks as the administrator. */
  async ask<R extends object = Row>(question: string, values?: readonly unknown[]): Promise<R[]> {
    while (this.#alone !== undefined) await this.#alone;
    if (this.#role !== undefined) void this.#enter(undefined);
    return this.session.query<R>(question, values);
  }

  /** Does work in a savepoint and keeps what it did, or undoes it where the server refused it. */
  async keep<T>(work: () => Promise<T>): Promise<T | ServerError> {
    await this.session.query("SAVEPOINT palisade_step");
    try {
      const result = await work();
      await this.session.query("RELEASE SAVEPOINT palisade_step");
      return result;
    } catch (error) {
      const refusal = refusalOf(error);
      await this.session.query("ROLLBACK TO SAVEPOINT palisade_step; RELEASE SAVEPOINT palisade_step");
      return refusal;
    }
  }

  /** Does work that needs a table's owner. A superuser is every owner already. */
  async asOwner<T>(owner: string, work: () => Promise<T>): Promise<T> {
    if (this.ownSessions) return work();
    await this.command(this.become(owner));
    const result = await work();
    await this.command(this.back());
    return result;
  }

  /** The statement that turns the session into a role until the savepoint is undone. */
  become(role: string): string {
    return this.ownSessions
      ? `SET LOCAL SESSION AUTHORIZATION ${quoteIdentifier(role)}`
      : `SET LOCAL ROLE ${quoteIdentifier(role)}`;
  }

  /** The statement that gives the session back to the administrator. */
  back(): string {
    return this.ownSessions ? "SET LOCAL SESSION AUTHORIZATION DEFAULT" : "SET LOCAL ROLE NONE";
  }

  /** Makes one attempt as a role and undoes everything it did. */
  async attempt(role: string, attempt: Attempt): Promise<Observation> {
    while (this.#underWay >= ABREAST) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay++;
    try {
      return await this.#inTurn(role, attempt);
    } finally {
      this.#underWay--;
      this.#waiting.shift()?.();
    }
  }

  async #inTurn(role: string, attempt: Attempt): Promise<Observation> {
    while (this.#alone !== undefined) await this.#alone;
    const made = this.#make(role, attempt);
    if (attempt.alone === true)
      this.#alone = made
        .catch(() => undefined)
        .finally(() => {
          this.#alone = undefined;
        });
    return made;
  }

  /** Sends everything before it awaits anything, unless the server may ask back. */
  async #make(role: string, attempt: Attempt): Promise<Observation> {
    const entered = this.#enter(role);
    const { prepare = [], prepareAs, statements, verify } = attempt;
    const goBack = `ROLLBACK TO SAVEPOINT ${SAVEPOINT}`;
    const opening =
      prepare.length === 0
        ? undefined
        : this.#send([
            goBack,
            this.back(),
            ...(prepareAs === undefined ? [] : [this.become(prepareAs)]),
            ...prepare,
            ...(prepareAs === undefined ? [] : [this.back()]),
            this.become(role),
          ]);
    const said = this.#send(opening === undefined ? [goBack, ...statements] : statements);
    if (attempt.alone === true) await said;
    const seen =
      verify &&
      this.#send([this.back(), ...(this.ownSessions ? [] : [this.become(verify.owner)]), verify.question]);
    const [inRole, opened, answered, verified] = await Promise.all([entered, opening, said, seen]);
    for (const answer of [inRole, opened, answered])
      if (answer instanceof Refused && answer.outOfPlace) throw lost(answer.error);
    for (const answer of [inRole, opened])
      if (answer instanceof Refused)
        return unable(`could not be prepared: ${sayRefusal(answer.code, answer.message)}`);
    return conclude(attempt, answered, verified);
  }

  /** Makes the session the role's, or the administrator's, with everything undone that was done since the first attempt. */
  #enter(role: string | undefined): Promise<Answer[] | Refused> {
    if (this.#role !== undefined && this.#role.name === role) return this.#role.entered;
    const entered = this.#send([
      this.#role === undefined ? `SAVEPOINT ${OUTER}` : `ROLLBACK TO SAVEPOINT ${OUTER}`,
      // Twice, so that the attempts' own savepoint is there even where the server refuses the role.
      ...(role === undefined ? [] : [`SAVEPOINT ${SAVEPOINT}`, this.become(role), `SAVEPOINT ${SAVEPOINT}`]),
    ]);
    this.#role = { name: role, entered };
    return entered;
  }

  /** One message: its answers, or the server's refusal, after which the server does nothing until it is rolled back. */
  async #send(statements: readonly string[]): Promise<Answer[] | Refused> {
    try {
      return await this.session.answers(statements.join(";\n"));
    } catch (error) {
      const { code, message } = refusalOf(error);
      return new Refused(code, message, error);
    }
  }
}

/** A message of an attempt that the server refused. */
class Refused {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly error: unknown,
  ) {}

  /** True where the savepoint is gone, and the transaction with it. */
  get outOfPlace(): boolean {
    return this.code === "3B001" || this.code === "25P01";
  }
}

/** What the answers of one attempt come to. */
function conclude(
  { read, verify, evidence }: Attempt,
  answered: readonly Answer[] | Refused,
  verified: readonly Answer[] | Refused | undefined,
): Observation {
  if (answered instanceof Refused)
    return { kind: "refused", sqlstate: answered.code, message: answered.message };
  const last = answered.at(-1);
  if (read !== undefined) {
    const observation = read(last?.rows ?? [], last?.count ?? null);
    if (observation.kind !== "silent" || verify === undefined) return observation;
  }
  if (verify === undefined || verified === undefined)
    return reached(evidence ?? "the server did what the role asked for");
  return verified instanceof Refused
    ? unable(`what it did could not be seen: ${sayRefusal(verified.code, verified.message)}`)
    : verify.read(verified.at(-1)?.rows ?? []);
}

function refusalOf(error: unknown): ServerError {
  const refusal = serverError(error);
  // 57P01…57P03: the server or an administrator ended the session.
  if (refusal === undefined || /^57P0/.test(refusal.code)) throw lost(error);
  return refusal;
}

function lost(error: unknown): ProofError {
  return new ProofError(
    "the connection was lost in the middle of an attack; the server rolled everything back",
    error,
  );
}

/** `SELECT set_config(setting, value, true)`: the tenant, as an application sets it for one transaction. */
export function setTenant(setting: string, value: string): string {
  return `SELECT pg_catalog.set_config(${quoteLiteral(setting)}, ${quoteLiteral(value)}, true)`;
}
