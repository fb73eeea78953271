import assert from "node:assert/strict";
import {
  freshDatabase,
  type Major,
  serverFor,
  type TestDatabase,
  type TestServer,
  uniqueName,
} from "../../../../test/servers";
import { converge } from "../../../apply/converge";
import { observe } from "../../../apply/observe";
import { readDatabaseModel } from "../../../catalog/read-model";
import { type Session, withSession } from "../../../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../../../testing/shop";
import type { RowSecurityIntent } from "../intent";
import { parseRowSecurity } from "../parse";
import { planRowSecurity, type RowSecurityPlan } from "../plan-row-security";
import { readTenancyFacts } from "../read-tenancy";

/** Test fixture: two tenants of each type. */
export const ONE = "11111111-1111-4111-8111-111111111111";
export const TWO = "22222222-2222-4222-8222-222222222222";

/** Test fixture: a materialized view of the shop that has the tenant column and cannot be protected. */
export const TOTALS = { schema: "app", name: "totals", reason: "read by the owner's reports only" };

/** Test fixture: a shop with row security to declare, apply and break. */
export interface TenancyScene {
  readonly database: TestDatabase;
  readonly roles: ShopRoles;
  admin<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** `identity` tells one declaration from another. */
  intent(changes?: Record<string, unknown>, identity?: string): RowSecurityIntent;
  /** As a preview does it: read-only. */
  plan(intent: RowSecurityIntent): Promise<RowSecurityPlan>;
  apply(intent: RowSecurityIntent): Promise<void>;
  /** `object: text` of each line of a preview. */
  lines(intent: RowSecurityIntent): Promise<string[]>;
  /** Runs statements as a role in one transaction that is rolled back; settings first. Rows of the last one. */
  as(role: string, settings: Readonly<Record<string, string>>, ...sql: string[]): Promise<unknown[][]>;
  close(): Promise<void>;
}

/** Test fixture: opens one, on the server that tests share unless another is given. */
export async function openScene(major: Major, given?: TestServer): Promise<TenancyScene> {
  const server = given ?? (await serverFor(major));
  const database = await freshDatabase(server, "tenancy");
  const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
  const roles = await admin(async (session) => {
    const made = await createShopRoles(session, uniqueName("shop"));
    await createShopObjects(session, made.owner);
    await session.query(`GRANT CREATE ON DATABASE "${database.name}" TO "${made.owner}"`);
    await session.query(`GRANT USAGE ON SCHEMA app TO "${made.app}"`);
    await session.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON app.orders, app.events, app.currencies TO "${made.app}"`,
    );
    await session.query(`INSERT INTO app.orders VALUES ('${ONE}', 1), ('${TWO}', 2)`);
    return made;
  });
  const read = async (session: Session, intent: RowSecurityIntent) =>
    readTenancyFacts(
      session,
      intent,
      await readDatabaseModel(session, { columns: true, schemas: intent.schemas }),
    );
  const plan = (intent: RowSecurityIntent) =>
    observe(database.settings, async (session) => planRowSecurity(intent, await read(session, intent)));
  return {
    database,
    roles,
    admin,
    plan,
    intent: (changes = {}, identity = "") => {
      const declared = {
        database: database.name,
        schemas: ["app"],
        tenantRoles: [roles.app, roles.readonly],
        owner: roles.owner,
        // Event triggers fire for whatever a test does: what is about them says so.
        guard: "off",
        ...(changes["schemas"] === undefined && changes["except"] === undefined ? { except: [TOTALS] } : {}),
        ...changes,
      };
      const parsed = parseRowSecurity(declared, identity);
      assert.deepEqual(parsed.problems, []);
      return parsed.intent as RowSecurityIntent;
    },
    apply: async (intent) => {
      await converge(database.settings, async (session) => {
        const made = planRowSecurity(intent, await read(session, intent));
        assert.deepEqual(made.problems, []);
        return made;
      });
    },
    lines: async (intent) => (await plan(intent)).changes.map(({ object, text }) => `${object}: ${text}`),
    as: (role, settings, ...sql) =>
      admin(async (session) => {
        await session.query("BEGIN");
        await session.query(`SET LOCAL ROLE "${role}"`);
        for (const [name, value] of Object.entries(settings))
          await session.query("SELECT set_config($1, $2, true)", [name, value]);
        let rows: unknown[][] = [];
        for (const statement of sql) rows = await session.rows(statement);
        await session.query("ROLLBACK");
        return rows;
      }),
    close: async () => {
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    },
  };
}
