import assert from "node:assert/strict";
import { judge, RULES, readLiveFacts } from "../../policies";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import type { DatabaseModel } from "../../postgres/model/model";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity, type RowSecurityPlan } from "../../postgres/plan/tenancy/plan-row-security";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { freshDatabase, type Major, NO_GUESSING, serverFor, type TestDatabase, uniqueName } from "../servers";

/** Two tenants. */
export const ONE = "11111111-1111-4111-8111-111111111111";
export const TWO = "22222222-2222-4222-8222-222222222222";

/** The roles of a scene, with names of their own so that scenes share a server. */
export interface SceneRoles {
  readonly owner: string;
  readonly app: string;
  readonly readonly: string;
  /** A role that nothing was given to. */
  readonly other: string;
}

/** Of roles that live as long as a test. */
const PASSWORD = "of a role of a test";

/**
 * A schema `app` with tenant tables, before anything protects them: `orders` and `lines` (plain), `events` (partitioned),
 * each with one row of either tenant, and a lookup table `countries`.
 */
const TABLES = [
  "CREATE TABLE app.orders (tenant_id uuid NOT NULL, id bigint NOT NULL, note text NOT NULL DEFAULT '', PRIMARY KEY (tenant_id, id))",
  "CREATE TABLE app.lines (tenant_id uuid NOT NULL, id bigint NOT NULL, order_id bigint NOT NULL, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders)",
  "CREATE TABLE app.events (tenant_id uuid NOT NULL, id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (tenant_id, id, at)) PARTITION BY RANGE (at)",
  "CREATE TABLE app.events_2026 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  "CREATE TABLE app.countries (code text PRIMARY KEY)",
  `INSERT INTO app.orders VALUES ('${ONE}', 1, 'one'), ('${TWO}', 2, 'two')`,
  `INSERT INTO app.lines VALUES ('${ONE}', 1, 1), ('${TWO}', 2, 2)`,
  `INSERT INTO app.events VALUES ('${ONE}', 1, '2026-06-01'), ('${TWO}', 2, '2026-06-01')`,
];

/** A database in which traps are tried out, each in a transaction that is rolled back. */
export class Scene {
  readonly major: Major;
  readonly roles: SceneRoles;
  readonly #database: TestDatabase;
  #session: Session;

  private constructor(major: Major, roles: SceneRoles, database: TestDatabase, session: Session) {
    this.major = major;
    this.roles = roles;
    this.#database = database;
    this.#session = session;
  }

  /** Makes the database and its roles. */
  static async open(major: Major): Promise<Scene> {
    const server = await serverFor(major);
    const prefix = uniqueName("trap");
    const roles = {
      owner: `${prefix}_owner`,
      app: `${prefix}_app`,
      readonly: `${prefix}_readonly`,
      other: `${prefix}_other`,
    };
    const database = await freshDatabase(server, "traps");
    const session = await connect(database.settings);
    for (const role of Object.values(roles))
      await session.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
    await session.query(`CREATE SCHEMA app AUTHORIZATION ${roles.owner}`);
    await session.query(`SET ROLE ${roles.owner}`);
    for (const sql of TABLES) await session.query(sql);
    await session.query(`GRANT USAGE ON SCHEMA app TO ${roles.app}, ${roles.readonly}`);
    await session.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON app.orders, app.lines, app.events TO ${roles.app}`,
    );
    await session.query(`GRANT SELECT ON app.orders, app.lines, app.events TO ${roles.readonly}`);
    await session.query("RESET ROLE");
    return new Scene(major, roles, database, session);
  }

  /** Removes all of it. */
  async close(): Promise<void> {
    await this.#session.end();
    const server = await serverFor(this.major);
    await this.#database.drop();
    await withSession(server.settings, async (session) => {
      for (const role of Object.values(this.roles)) await session.query(`DROP ROLE ${role}`);
    });
  }

  /** Runs a proof inside a transaction that is rolled back, in a session of its own: a setting once touched stays touched. */
  async rolledBack(work: () => Promise<void>): Promise<void> {
    await this.#session.end();
    this.#session = await connect(this.#database.settings);
    await this.#session.query("BEGIN");
    try {
      await work();
    } finally {
      await this.#session.query("ROLLBACK");
    }
  }

  /** As the superuser that opened the scene. */
  async run(...statements: string[]): Promise<void> {
    for (const sql of statements) await this.#session.query(sql);
  }

  /** Rows, as the superuser. */
  rows(sql: string): Promise<Record<string, unknown>[]> {
    return this.#session.query(sql);
  }

  /** Runs statements as a role and gives the last one's rows; the first error is thrown, and what they did is undone. */
  async as(role: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
    await this.#session.query("SAVEPOINT attempt");
    let rows: Record<string, unknown>[] = [];
    try {
      await this.#session.query(`SET LOCAL ROLE ${quoteIdentifier(role)}`);
      for (const sql of statements) rows = await this.#session.query(sql);
    } finally {
      await this.#session.query("ROLLBACK TO attempt");
    }
    return rows;
  }

  /** As the application on behalf of a tenant: the ids that a query gives. */
  async idsOf(tenant: string | undefined, ...statements: string[]): Promise<number[]> {
    const setting =
      tenant === undefined ? [] : [`SELECT pg_catalog.set_config('app.tenant_id', '${tenant}', true)`];
    const rows = await this.as(this.roles.app, ...setting, ...statements);
    return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
  }

  /** What an error of a role's statements says, with its SQLSTATE in front; an empty text where there was none. */
  async refusal(role: string, ...statements: string[]): Promise<string> {
    try {
      await this.as(role, ...statements);
      return "";
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return `${code ?? ""} ${message}`;
    }
  }

  /** What a declaration comes to on what is there now. `more` is written over the plain declaration. */
  async plan(more: Record<string, unknown> = {}): Promise<RowSecurityPlan> {
    const { intent, problems } = parseRowSecurity(this.declaration(more));
    assert.deepEqual(problems, []);
    if (intent === undefined) throw new Error("unreachable");
    return planRowSecurity(intent, await this.model());
  }

  /** The problems of a declaration, those of its text and those with what is there. */
  async problems(more: Record<string, unknown> = {}): Promise<string[]> {
    const { intent, problems } = parseRowSecurity(this.declaration(more));
    const all = intent === undefined ? problems : planRowSecurity(intent, await this.model()).problems;
    return all.map(({ path, reason }) => `${path}: ${reason}`);
  }

  /** What an update would report and leave alone, one line an object. */
  async reports(more: Record<string, unknown> = {}): Promise<string[]> {
    return Object.entries((await this.plan(more)).reports).map(([object, text]) => `${object}: ${text}`);
  }

  /** The lines of the preview. */
  async lines(more: Record<string, unknown> = {}): Promise<string[]> {
    return (await this.plan(more)).changes.map(({ object, text }) => `${object}: ${text}`);
  }

  /** Does what the plan says, and finds nothing left to do. */
  async protect(more: Record<string, unknown> = {}): Promise<void> {
    const { statements, problems } = await this.plan(more);
    assert.deepEqual(problems, []);
    for (const { sql, asOwner } of statements) {
      if (asOwner !== undefined) await this.#session.query(`SET LOCAL ROLE ${quoteIdentifier(asOwner)}`);
      await this.#session.query(sql);
      if (asOwner !== undefined) await this.#session.query("RESET ROLE");
    }
    assert.deepEqual(await this.lines(more), []);
  }

  /** The live model. */
  model(): Promise<DatabaseModel> {
    return readDatabaseModel(this.#session, { schemas: ["app"], areas: "schemas", columns: true });
  }

  /** What the audit finds in the database: the ids of rules, and of those that found nothing. */
  async audit(): Promise<{ readonly found: readonly string[]; readonly passed: readonly string[] }> {
    const state = await readServerState(this.#session, NO_GUESSING);
    const model = await this.model();
    const judged = await judgeStoredPolicies(this.#session, model);
    const { findings, passed } = judge(RULES, readLiveFacts(model, state, judged), { now: new Date() });
    return { found: findings.map(({ rule }) => rule), passed };
  }

  /** Another session of a role, which has just made a statement and is idle. */
  async beside(role: string, sql: string, work: () => Promise<void>): Promise<void> {
    await withSession({ ...this.#database.settings, user: role, password: PASSWORD }, async (session) => {
      await session.query(sql);
      await work();
    });
  }

  /** Statements in a session of a role's own, each a transaction by itself but for what BEGIN holds together. */
  async alone(role: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
    return withSession({ ...this.#database.settings, user: role, password: PASSWORD }, async (session) => {
      let rows: Record<string, unknown>[] = [];
      for (const sql of statements) rows = await session.query(sql);
      return rows;
    });
  }

  private declaration(more: Record<string, unknown>): Record<string, unknown> {
    return {
      database: this.#database.name,
      schemas: ["app"],
      owner: this.roles.owner,
      tenantRoles: [this.roles.app, this.roles.readonly],
      ...more,
    };
  }
}
