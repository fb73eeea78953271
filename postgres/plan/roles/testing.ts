import assert from "node:assert/strict";
import { converge } from "../../apply/converge";
import { readDatabaseModel } from "../../catalog/read-model";
import { type Session, withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import { quoteIdentifier } from "../../sql/quote";
import { Reader } from "../input-reader";
import type { Plan, PlanPart } from "../plan";
import { parseRoles } from "./parse-roles";
import { planRoles } from "./plan-roles";
import type { RolesScope } from "./role-intent";

/** Test fixture: a scope from the user's form; authoritative where nothing else is said. */
export function scopeOf(database: string, roles: unknown, rest: Partial<RolesScope> = {}): RolesScope {
  const read = new Reader();
  const parsed = parseRoles(read, roles, "roles");
  assert.deepEqual(read.problems, []);
  return {
    database,
    roles: parsed,
    mode: "authoritative",
    memberships: "authoritative",
    ignored: new Map(),
    ...rest,
  };
}

/** Test fixture: roles with names of their own, by short names, and how to plan and apply about them. */
export class Playground {
  readonly #made: string[] = [];

  /** `uniqueName` makes names that no other test uses. */
  constructor(
    readonly server: { readonly settings: ConnectionSettings },
    readonly database: {
      readonly name: string;
      readonly settings: ConnectionSettings;
      drop(): Promise<void>;
    },
    readonly uniqueName: (prefix: string) => string,
  ) {}

  /** Does something as the superuser. */
  admin<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return withSession(this.database.settings, work);
  }

  /** Runs SQL as the superuser. */
  async sql(...statements: string[]): Promise<void> {
    await this.admin(async (session) => {
      for (const statement of statements) await session.query(statement);
    });
  }

  /** Makes roles with unique names, each `CREATE ROLE … options`. */
  async roles<Name extends string>(names: readonly Name[], options = ""): Promise<Record<Name, string>> {
    const made = Object.fromEntries(names.map((name) => [name, this.uniqueName(name)])) as Record<
      Name,
      string
    >;
    for (const name of Object.values<string>(made)) {
      await this.sql(`CREATE ROLE ${quoteIdentifier(name)} ${options}`);
      this.#made.push(name);
    }
    return made;
  }

  /** A connection as a role that may manage roles and is no superuser. */
  async manager(options = "CREATEROLE"): Promise<{ name: string; settings: ConnectionSettings }> {
    const { manager } = await this.roles(["manager"], `LOGIN ${options} PASSWORD 'a-managers-password'`);
    return {
      name: manager,
      settings: { ...this.database.settings, user: manager, password: "a-managers-password" },
    };
  }

  /** What would be done. */
  plan(scope: RolesScope, settings: ConnectionSettings = this.database.settings): Promise<PlanPart> {
    return withSession(settings, async (session) => planRoles(scope, await readDatabaseModel(session)));
  }

  /** Does it, and returns what was done. Problems are failures here. */
  async apply(
    scope: RolesScope,
    settings: ConnectionSettings = this.database.settings,
    make: (scope: RolesScope, model: Awaited<ReturnType<typeof readDatabaseModel>>) => PlanPart = planRoles,
  ): Promise<PlanPart & Plan> {
    const { done } = await converge(settings, async (session) => {
      const part = make(scope, await readDatabaseModel(session));
      assert.deepEqual(part.problems, []);
      return part;
    });
    return done;
  }

  /** Removes every role that was made. */
  async drop(): Promise<void> {
    await this.admin(async (session) => {
      for (const name of this.#made) await session.query(`DROP OWNED BY ${quoteIdentifier(name)} CASCADE`);
    });
    await this.database.drop();
    await withSession(this.server.settings, async (session) => {
      const list = this.#made.map(quoteIdentifier).join(", ");
      if (list !== "") await session.query(`DROP ROLE ${list}`);
    });
  }
}

/** The lines of a plan. */
export function linesOf(plan: Pick<PlanPart, "changes">): string[] {
  return plan.changes.map(({ object, text }) => `${object}: ${text}`);
}
