import { type Client, Query } from "pg";

/** The part of the driver's connection that its types leave out. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Answers the server's wish for COPY data. */
class CopyIn extends Query {
  readonly #data: string;

  constructor(sql: string, data: string, done: (error: Error | undefined) => void) {
    super(sql, (error: Error | undefined) => done(error ?? undefined));
    this.#data = data;
  }

  /** Called by the driver; its own answer is that there is nothing to copy. */
  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#data, "utf8"));
    connection.endCopyFrom();
  }
}

/**
 * Runs `COPY … FROM STDIN` and sends the data. Whatever `log_statement` and `log_parameter_max_length` say, a server
 * logs the statement alone: what travels as COPY data stands in no log. Only an error of the data itself would quote it.
 */
export function copyIn(client: Client, sql: string, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(sql, data, (error) => (error === undefined ? resolve() : reject(error))));
  });
}
