import type { Session } from "../postgres/connect/session";
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
  /** Reads the answer to the last statement. */
  readonly read?: (rows: readonly Row[]) => Observation;
  /** Asks afterwards what the role's statements did: the administrator, or `owner` where the administrator cannot see. */
  readonly verify?: Verification;
  /** What it means that all statements ran, where neither `read` nor `verify` says so. */
  readonly evidence?: string;
}

/** See {@link Attempt.verify}. */
export interface Verification {
  readonly owner: string;
  readonly question: string;
  readonly read: (rows: readonly Row[]) => Observation;
}

const SAVEPOINT = "palisade_attempt";

/**
 * The one transaction in which all attacks of roles happen. Everything in it is undone: each attempt goes back to its
 * own savepoint, and the transaction itself ends with ROLLBACK.
 */
export class Arena {
  readonly session: Session;
  /** True where attacks have a session of their own (SET SESSION AUTHORIZATION), so that RESET ROLE leads nowhere. */
  readonly ownSessions: boolean;

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
      const refusal = this.#refusal(error);
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
    const { prepare = [], prepareAs } = attempt;
    const opening = [
      `SAVEPOINT ${SAVEPOINT}`,
      ...(prepareAs === undefined ? [] : [this.become(prepareAs)]),
      ...prepare,
      ...(prepareAs === undefined ? [] : [this.back()]),
      this.become(role),
    ];
    let began = false;
    try {
      await this.command(...opening);
      began = true;
      return await this.#perform(attempt);
    } catch (error) {
      const refusal = this.#refusal(error);
      if (began) return { kind: "refused", sqlstate: refusal.code, message: refusal.message };
      return unable(`could not be prepared: ${sayRefusal(refusal.code, refusal.message)}`);
    } finally {
      await this.#undo();
    }
  }

  async #perform({ statements, read, verify, evidence }: Attempt): Promise<Observation> {
    let rows: Row[] = [];
    for (const statement of statements) rows = await this.session.query(statement);
    if (read !== undefined) {
      const observation = read(rows);
      if (observation.kind !== "silent" || verify === undefined) return observation;
    }
    if (verify === undefined) return reached(evidence ?? "the server did what the role asked for");
    try {
      await this.command(this.back());
      return verify.read(await this.asOwner(verify.owner, () => this.ask(verify.question)));
    } catch (error) {
      const refusal = this.#refusal(error);
      return unable(`what it did could not be seen: ${sayRefusal(refusal.code, refusal.message)}`);
    }
  }

  async #undo(): Promise<void> {
    try {
      await this.command(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`);
    } catch (error) {
      throw new ProofError(
        "the connection was lost in the middle of an attack; the server rolled everything back",
        error,
      );
    }
  }

  #refusal(error: unknown): ServerError {
    const refusal = serverError(error);
    // 57P01…57P03: the server or an administrator ended the session.
    if (refusal === undefined || /^57P0/.test(refusal.code))
      throw new ProofError(
        "the connection was lost in the middle of an attack; the server rolled everything back",
        error,
      );
    return refusal;
  }
}

/** `SELECT set_config(setting, value, true)`: the tenant, as an application sets it for one transaction. */
export function setTenant(setting: string, value: string): string {
  return `SELECT pg_catalog.set_config(${quoteLiteral(setting)}, ${quoteLiteral(value)}, true)`;
}
