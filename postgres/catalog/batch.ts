import type { Session } from "../connect/session";

interface Query {
  readonly sql: string;
  readonly long: boolean;
  rows?: unknown[][] | undefined;
}

/** Catalog queries that travel together: one round trip for all, whose cost over a network is what a reading costs. */
export class Batch {
  readonly #queries: Query[] = [];

  /**
   * Adds a query without parameters. The function it returns gives the rows, once the batch has run. A `long` one takes
   * about as long as all others together.
   */
  add(sql: string, { long = false }: { readonly long?: boolean } = {}): () => unknown[][] {
    const query: Query = { sql, long };
    this.#queries.push(query);
    return () => {
      if (query.rows === undefined) throw new Error("the batch has not run yet");
      return query.rows;
    };
  }

  /** Sends the queries in the order in which they were added; with a session beside, which may be the same, the long ones there. */
  async run(session: Session, beside?: Promise<Session>): Promise<void> {
    if (beside === undefined) return this.#send(session, this.#queries);
    const long = this.#queries.filter((query) => query.long);
    const short = this.#queries.filter((query) => !query.long);
    await Promise.all([this.#send(session, short), beside.then((other) => this.#send(other, long))]);
  }

  async #send(session: Session, queries: readonly Query[]): Promise<void> {
    const results = await session.results(queries.map(({ sql }) => sql));
    queries.forEach((query, index) => {
      query.rows = results[index];
    });
  }
}
