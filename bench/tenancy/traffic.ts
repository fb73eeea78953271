import { performance } from "node:perf_hooks";
import { DatabaseError } from "pg";
import { connect, type Session } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";

/** SQLSTATE of a statement that gave up waiting for a lock. */
const LOCK_NOT_AVAILABLE = "55P03";

/** What the others' statements came to, from one look to the next. */
export interface TrafficTally {
  /** Transactions that ended. */
  readonly done: number;
  /** Those that gave up at `lock_timeout`. */
  readonly refused: number;
  /** Reads that did not find the row that is there. */
  readonly blind: number;
  /** Milliseconds of the longest transaction, refused ones included. */
  readonly longest: number;
}

/** How {@link Traffic} is made. */
export interface TrafficOptions {
  /** Who it is: statements that a session begins with. */
  readonly begin: readonly string[];
  /** The statements of the number-th transaction of a reader; the last one finds one row. */
  readonly read: (number: number) => readonly string[];
  /** The statements of the number-th transaction of a writer. */
  readonly write: (number: number) => readonly string[];
}

/** Two sessions that read and write one after the other without a pause, and how long each transaction took. */
export class Traffic {
  readonly #sessions: readonly Session[];
  readonly #loops: Promise<void>[];
  #ends = false;
  #done = 0;
  #refused = 0;
  #blind = 0;
  #longest = 0;

  private constructor(sessions: readonly Session[], { read, write }: TrafficOptions) {
    this.#sessions = sessions;
    this.#loops = sessions.map((session, place) =>
      this.#loop(session, place === 0 ? read : write, place === 0),
    );
  }

  static async start(settings: ConnectionSettings, options: TrafficOptions): Promise<Traffic> {
    const sessions = [await connect(settings), await connect(settings)];
    for (const session of sessions) await session.execute(options.begin);
    return new Traffic(sessions, options);
  }

  /** What came of it since the last look. A transaction that still waits counts for the look after it. */
  take(): TrafficTally {
    const tally = { done: this.#done, refused: this.#refused, blind: this.#blind, longest: this.#longest };
    this.#done = this.#refused = this.#blind = this.#longest = 0;
    return tally;
  }

  async end(): Promise<void> {
    this.#ends = true;
    await Promise.all(this.#loops);
    for (const session of this.#sessions) await session.end();
  }

  async #loop(session: Session, work: (number: number) => readonly string[], reads: boolean): Promise<void> {
    for (let number = 1; !this.#ends; number++) {
      const began = performance.now();
      try {
        const answers = await session.answers(["BEGIN", ...work(number), "COMMIT"].join(";\n"));
        if (reads && answers.at(-2)?.rows.length !== 1) this.#blind++;
      } catch (error) {
        if (!(error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE)) throw error;
        this.#refused++;
        await session.query("ROLLBACK");
      }
      this.#done++;
      this.#longest = Math.max(this.#longest, performance.now() - began);
    }
  }
}
