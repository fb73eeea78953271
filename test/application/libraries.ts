import "reflect-metadata";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgSchema, uuid } from "drizzle-orm/pg-core";
import { type Generated, Kysely, PostgresDialect, sql } from "kysely";
import { Pool } from "pg";
import postgres, { type ISql } from "postgres";
import { DataSource, type EntityManager } from "typeorm";
import { inTenant as withDrizzle } from "../../examples/application/drizzle/tenant";
import { inTenant as withKysely } from "../../examples/application/kysely/tenant";
import { inTenant as withNodePostgres } from "../../examples/application/node-postgres/tenant";
import { inTenant as withPostgresJs } from "../../examples/application/postgres-js/tenant";
import { inTenant as withTypeOrm } from "../../examples/application/typeorm/tenant";
import {
  type Application,
  type Nested,
  type Nesting,
  OnPurpose,
  outcomeOf,
  READ,
  type Sight,
  settingsOf,
} from "./interleave";

/** Connections of the application's own pool, more than PgBouncer has to the server. */
export const APPLICATION_POOL = 32;

/** The table of orders as a library reaches it, inside of a transaction or beside it. */
export interface Table {
  /** Sends {@link READ}. */
  read(): Promise<readonly Sight[]>;
  write(tenant: string): PromiseLike<unknown>;
  /** The snippet, given this transaction instead of the pool, past what its types say. */
  readonly within?: InTenant;
}

/** A snippet: its `inTenant` over a pool that it has already. */
export type InTenant = (
  settings: Readonly<Record<string, string>>,
  work: (table: Table) => Promise<void>,
) => Promise<void>;

/** An application from a library's two ways to the table: in a tenant's transaction, and beside it. */
export function applicationOf(inTenant: InTenant, beside: Table, close: () => Promise<void>): Application {
  return {
    do: ({ tenant, fails }) =>
      outcomeOf(async (saw) => {
        if (tenant === undefined) {
          saw(await beside.read());
          return;
        }
        await inTenant(settingsOf(tenant), async (table) => {
          saw(await table.read());
          await table.write(tenant);
          if (fails) throw new OnPurpose();
        });
      }),
    nest: (nesting) => nestedBy(inTenant, nesting),
    close,
  };
}

async function nestedBy(inTenant: InTenant, { outer, inner, way, fails }: Nesting): Promise<Nested> {
  let nested: Nested | undefined;
  await inTenant(settingsOf(outer), async (table) => {
    const before = await table.read();
    let saw: readonly Sight[] | null = null;
    const begin = way === "anew" ? inTenant : table.within;
    if (begin === undefined) throw new Error("there is no way within");
    try {
      await begin(settingsOf(inner), async (other) => {
        saw = await other.read();
        if (fails) throw new OnPurpose();
      });
    } catch (error) {
      // Where it began, only what was meant may end it.
      if (saw !== null && !(error instanceof OnPurpose)) throw error;
    }
    nested = { before, inner: saw, after: await table.read() };
  });
  if (nested === undefined) throw new Error("the outer transaction did nothing");
  return nested;
}

/** The table by way of node-postgres. */
export function nodePostgresTable(client: Pick<Pool, "query">): Table {
  return {
    read: async () => (await client.query<Sight>(READ)).rows,
    write: (tenant) =>
      client.query("INSERT INTO app.orders (tenant_id, written_for) VALUES ($1, $1)", [tenant]),
  };
}

/** The libraries whose snippets are executed in this process; each opens an application by way of a URL. */
export const LIBRARIES: Readonly<Record<string, (url: string) => Application | Promise<Application>>> = {
  "node-postgres": (url) => {
    const pool = new Pool({ connectionString: url, max: APPLICATION_POOL });
    return applicationOf(
      (settings, work) =>
        withNodePostgres(pool, settings, (client) =>
          work({
            ...nodePostgresTable(client),
            within: (other, deeper) =>
              withNodePostgres(client as never, other, (same) => deeper(nodePostgresTable(same))),
          }),
        ),
      nodePostgresTable(pool),
      () => pool.end(),
    );
  },

  "postgres.js": (url) => {
    const sql = postgres(url, { max: APPLICATION_POOL, prepare: false });
    const table = (own: ISql): Table => ({
      read: () => own.unsafe<Sight[]>(READ),
      write: (tenant) => own`INSERT INTO app.orders (tenant_id, written_for) VALUES (${tenant}, ${tenant})`,
      within: (other, deeper) => withPostgresJs(own as never, other, (same) => deeper(table(same))),
    });
    return applicationOf(
      (settings, work) => withPostgresJs(sql, settings, (transaction) => work(table(transaction))),
      table(sql),
      () => sql.end(),
    );
  },

  Drizzle: (url) => {
    const pool = new Pool({ connectionString: url, max: APPLICATION_POOL });
    const db = drizzle(pool);
    const table = (own: Pick<typeof db, "execute" | "insert">): Table => ({
      read: async () => (await own.execute<Sight & Record<string, unknown>>(READ)).rows,
      write: (tenant) => own.insert(drizzleOrders).values({ tenantId: tenant, writtenFor: tenant }),
      within: (other, deeper) => withDrizzle(own as typeof db, other, (same) => deeper(table(same))),
    });
    return applicationOf(
      (settings, work) => withDrizzle(db, settings, (transaction) => work(table(transaction))),
      table(db),
      () => pool.end(),
    );
  },

  TypeORM: async (url) => {
    const dataSource = new DataSource({ type: "postgres", url, extra: { max: APPLICATION_POOL } });
    await dataSource.initialize();
    const table = (own: EntityManager): Table => ({
      read: () => own.query<Sight[]>(READ),
      write: (tenant) =>
        own
          .createQueryBuilder()
          .insert()
          .into("app.orders", ["tenant_id", "written_for"])
          .values({ tenant_id: tenant, written_for: tenant })
          .execute(),
      within: (other, deeper) => withTypeOrm(own as never, other, (same) => deeper(table(same))),
    });
    return applicationOf(
      (settings, work) => withTypeOrm(dataSource, settings, (manager) => work(table(manager))),
      table(dataSource.manager),
      () => dataSource.destroy(),
    );
  },

  Kysely: (url) => {
    const db = new Kysely<KyselySchema>({
      dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: APPLICATION_POOL }) }),
    });
    const table = (own: Kysely<KyselySchema>): Table => ({
      read: async () => (await sql.raw<Sight>(READ).execute(own)).rows,
      write: (tenant) =>
        own.insertInto("app.orders").values({ tenant_id: tenant, written_for: tenant }).execute(),
      within: (other, deeper) => withKysely(own, other, (same) => deeper(table(same))),
    });
    return applicationOf(
      (settings, work) => withKysely(db, settings, (transaction) => work(table(transaction))),
      table(db),
      () => db.destroy(),
    );
  },
};

const drizzleOrders = pgSchema("app").table("orders", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull().defaultRandom(),
  writtenFor: uuid("written_for").notNull(),
});

interface KyselySchema {
  "app.orders": { tenant_id: string; id: Generated<string>; written_for: string };
}
