import type { Session } from "../connect/session";

interface Query {
  readonly sql: string;
  readonly beside: boolean;
  rows?: unknown[][] | undefined;
}

/** How one query of a {@link Batch} is sent. */
export interface QueryOptions {
  readonly first?: boolean;
  readonly beside?: boolean;
}

/** Catalog queries that travel together: one round trip for all, whose cost over a network is what a reading costs. */
export class Batch {
  readonly #queries: Query[] = [];

  /**
   * Adds a query without parameters. The function it returns gives the rows, once the batch has run. One that is `first`
   * overtakes those that were added before it; one for `beside` is sent to the session beside, where there is one.
   */
  add(sql: string, { first = false, beside = false }: QueryOptions = {}): () => unknown[][] {
    const query: Query = { sql, beside };
    if (first) this.#queries.unshift(query);
    else this.#queries.push(query);
    return () => {
      if (query.rows === undefined) throw new Error("the batch has not run yet");
      return query.rows;
    };
  }

  /** Sends the queries; with a session beside, which may be the same, those for it there. */
  async run(session: Session, beside?: Promise<Session>): Promise<void> {
    if (beside === undefined) return this.#send(session, this.#queries);
    const here = this.#queries.filter((query) => !query.beside);
    const there = this.#queries.filter((query) => query.beside);
    await Promise.all([this.#send(session, here), beside.then((other) => this.#send(other, there))]);
  }

  async #send(session: Session, queries: readonly Query[]): Promise<void> {
    const results = await session.results(queries.map(({ sql }) => sql));
    queries.forEach((query, index) => {
      query.rows = results[index];
    });
  }
}
