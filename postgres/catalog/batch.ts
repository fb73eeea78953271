import type { Session } from "../connect/session";

/** Catalog queries that travel together: one round trip for all, whose cost over a network is what a reading costs. */
export class Batch {
  readonly #statements: string[] = [];
  #results: unknown[][][] | undefined;

  /** Adds a query without parameters. The function it returns gives the rows, once the batch has run. */
  add(sql: string): () => unknown[][] {
    const index = this.#statements.push(sql) - 1;
    return () => {
      const rows = this.#results?.[index];
      if (rows === undefined) throw new Error("the batch has not run yet");
      return rows;
    };
  }

  /** Sends the queries in the order in which they were added. */
  async run(session: Session): Promise<void> {
    this.#results = await session.results(this.#statements);
  }
}
