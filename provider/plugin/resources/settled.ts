import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { type CatalogReader, readCatalogVersion } from "../../../postgres/catalog/catalog-version";
import type { Session } from "../../../postgres/connect/session";
import type { DatabaseModel } from "../../../postgres/model/model";
import type { ServerSettings } from "../configuration";
import { type Properties, sameValue, type Value } from "../protocol";

/**
 * The input in which Check notes that a declaration had nothing to change and nothing to tell, and of which version of the
 * catalogs that was found: `17 <hash>`, `17p <hash>` where passwords were read as well.
 */
export const SETTLED = "settled";

/** What a note is about. */
export interface SettledFor {
  /** The inputs of the state, as the last Check left them. */
  readonly olds: Properties | undefined;
  /** The inputs of this Check that decide what it finds, and their names. */
  readonly declared: Properties;
  readonly names: readonly string[];
  /** The input that holds the expanded graph. */
  readonly graph: string;
  readonly server: ServerSettings;
}

/**
 * Spares a reading that would find what the last one found: nothing to do, by the same declaration, on catalogs of which
 * no row has changed since.
 */
export class Settled {
  readonly #about: SettledFor;
  #remembered: { readonly reader: CatalogReader; readonly note: string } | undefined;
  #note: string | undefined;
  #refused = false;

  constructor(about: SettledFor) {
    this.#about = about;
    this.#remembered = remembered(about);
  }

  /** Whether there is a state whose next Check a note would help. */
  get #useful(): boolean {
    return this.#about.olds?.[this.#about.graph] !== undefined;
  }

  /** The inputs of the last Check that are still right, or nothing. Asks within the transaction of the reading. */
  async inputs(session: Session): Promise<Properties | undefined> {
    if (this.#remembered === undefined) return undefined;
    const { reader, note } = this.#remembered;
    this.#remembered = undefined;
    try {
      this.#note = await this.#ask(session, reader);
    } catch (error) {
      this.#refused = true;
      throw error;
    }
    if (this.#note !== note) return undefined;
    const { olds = {}, graph } = this.#about;
    return { [graph]: olds[graph] as Value, [SETTLED]: note };
  }

  /**
   * Whether the question failed: a server of another version, or a role that lost a right. The transaction has failed with
   * it; in another one nothing is remembered.
   */
  get refused(): boolean {
    return this.#refused;
  }

  /** Takes note of the version of the catalogs that a model was read from, within the same transaction. */
  async take(session: Session, { version }: DatabaseModel): Promise<void> {
    if (!this.#useful || this.#note !== undefined) return;
    const [row] = await session.rows(
      "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')",
    );
    this.#note = await this.#ask(session, { version, readsPasswords: row?.[0] === true });
  }

  /** What Check adds to its inputs where it has found nothing to do and had nothing to tell. */
  get input(): Properties {
    return this.#note === undefined ? {} : { [SETTLED]: this.#note };
  }

  async #ask(session: Session, reader: CatalogReader): Promise<string> {
    const { host, port, user } = this.#about.server;
    const version = await readCatalogVersion(session, reader);
    const hash = createHash("sha256")
      .update(JSON.stringify([PROGRAM, host, port, user, version]))
      .digest("hex");
    const major = Math.floor(reader.version / 10_000);
    return `${major}${reader.readsPasswords ? "p" : ""} ${hash.slice(0, 32)}`;
  }
}

/** What plans and judges, so that another build of it does so anew. */
const PROGRAM = (() => {
  const { size, mtimeMs } = statSync(__filename);
  return `${size} ${mtimeMs}`;
})();

function remembered({ olds, declared, names, graph }: SettledFor) {
  const note = olds?.[SETTLED];
  if (olds === undefined || typeof note !== "string" || olds[graph] === undefined) return undefined;
  if (!names.every((name) => sameValue(olds[name], declared[name]))) return undefined;
  const form = /^(\d+)(p?) /.exec(note);
  if (form === null) return undefined;
  return { note, reader: { version: Number(form[1]) * 10_000, readsPasswords: form[2] === "p" } };
}
