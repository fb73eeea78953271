import { connect, type Session } from "../../../../connect/session";
import { quoteIdentifier, quoteLiteral } from "../../../../sql/quote";
import type { TenancyScene } from "../../testing/scene";

/** What came of statements that a guard may have something to say about. */
export interface Outcome {
  /** The SQLSTATE of the refusal, or of each warning of the guard. */
  readonly codes: readonly string[];
  readonly messages: readonly string[];
  readonly hint?: string;
  readonly refused: boolean;
  /** Table → whether it has row security, FORCE, and the names of its policies; of `app` and what was asked for. */
  readonly tables: Readonly<Record<string, string>>;
}

/** Test fixture: what somebody does to open a protected table. */
export const OPENINGS: readonly ((table: string) => string)[] = [
  (table) => `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
  (table) => `CREATE POLICY mine ON ${table} USING (true)`,
  (table) => `ALTER POLICY palisade_tenant ON ${table} USING (true)`,
  (table) => `ALTER POLICY palisade_tenant ON ${table} RENAME TO mine`,
  (table) => `DROP POLICY palisade_tenant ON ${table}`,
];

const TABLES = `SELECT n.nspname || '.' || c.relname,
    CASE WHEN c.relrowsecurity THEN 'enabled' ELSE 'disabled' END || CASE WHEN c.relforcerowsecurity THEN ', forced' ELSE '' END ||
    coalesce(': ' || (SELECT string_agg(p.polname, ', ' ORDER BY p.polname) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid), '')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('app', 'later', 'attic', 'away')`;

/** Test fixture: a session with a login of its own, whose statements are tried out and taken back. */
export class Guarded {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Logs in as a role, which gets a password for it. */
  static async login(scene: TenancyScene, role: string): Promise<Guarded> {
    const password = "of a role of a test";
    await scene.admin((session) =>
      session.query(`ALTER ROLE ${quoteIdentifier(role)} LOGIN PASSWORD ${quoteLiteral(password)}`),
    );
    return new Guarded(await connect({ ...scene.database.settings, user: role, password }));
  }

  /** Runs statements in a transaction that is rolled back. */
  async outcome(...statements: readonly string[]): Promise<Outcome> {
    await this.#session.query("BEGIN");
    try {
      this.#session.takeNotices();
      for (const sql of statements) await this.#session.query(sql);
      const warnings = this.#session.takeNotices().filter(({ severity }) => severity === "WARNING");
      const tables = Object.fromEntries((await this.#session.rows(TABLES)) as [string, string][]);
      return {
        codes: warnings.map(({ code }) => code),
        messages: warnings.map(({ message }) => message),
        refused: false,
        tables,
      };
    } catch (error) {
      const { code = "", message, hint } = error as Error & { code?: string; hint?: string };
      return {
        codes: [code],
        messages: [message],
        refused: true,
        tables: {},
        ...(hint === undefined ? {} : { hint }),
      };
    } finally {
      await this.#session.query("ROLLBACK");
    }
  }

  /** The rows of the last of several statements, in a transaction that is rolled back. */
  async tried(...statements: readonly string[]): Promise<unknown[][]> {
    await this.#session.query("BEGIN");
    try {
      let rows: unknown[][] = [];
      for (const sql of statements) rows = await this.#session.rows(sql);
      return rows;
    } finally {
      await this.#session.query("ROLLBACK");
    }
  }

  /** Runs statements that stay. */
  async run(...statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.#session.query(sql);
  }

  /** The rows of a query. */
  rows(sql: string): Promise<unknown[][]> {
    return this.#session.rows(sql);
  }

  async end(): Promise<void> {
    await this.#session.end();
  }
}
