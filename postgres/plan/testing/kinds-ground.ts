import assert from "node:assert/strict";
import { freshDatabase, type Major, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import { converge } from "../../apply/converge";
import { readDatabaseModel } from "../../catalog/read-model";
import { type Session, withSession } from "../../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../../testing/shop";
import type { AccessIntent } from "../access-intent";
import { parseAccess } from "../parse-access";
import { planAccess } from "../plan-access";
import { readingFor } from "../reading";

/** A database with objects of every kind, an authoritative declaration of it, and how both are asked. */
export class KindsGround {
  readonly #wrapper = uniqueName("wrapper");
  #made: { readonly database: TestDatabase; readonly roles: ShopRoles } | undefined;

  constructor(readonly major: Major) {}

  get database(): TestDatabase {
    return this.#ground.database;
  }

  get roles(): ShopRoles {
    return this.#ground.roles;
  }

  get #ground() {
    assert.ok(this.#made, "the ground is open");
    return this.#made;
  }

  /** Makes everything and applies the declaration. */
  async open(): Promise<void> {
    const database = await freshDatabase(await serverFor(this.major), "kinds");
    await withSession(database.settings, async (session) => {
      const roles = await createShopRoles(session, uniqueName("kinds"));
      this.#made = { database, roles };
      await session.query(`ALTER DATABASE "${database.name}" OWNER TO "${roles.owner}"`);
      await createShopObjects(session, roles.owner);
      await session.query(
        `CREATE FOREIGN DATA WRAPPER "${this.#wrapper}";
         CREATE SERVER remote FOREIGN DATA WRAPPER "${this.#wrapper}";
         CREATE FOREIGN TABLE app.far (id int) SERVER remote;
         CREATE AGGREGATE app.total (int) (SFUNC = int4pl, STYPE = int);
         CREATE FUNCTION app.place() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
         SELECT lo_create(4711);
         CREATE TYPE app.days AS RANGE (subtype = date);
         CREATE DOMAIN app.email AS text`,
      );
      for (const made of [
        "FOREIGN TABLE app.far",
        "AGGREGATE app.total(int)",
        "FUNCTION app.place()",
        "LARGE OBJECT 4711",
        "TYPE app.days",
        "DOMAIN app.email",
      ])
        await session.query(`ALTER ${made} OWNER TO "${roles.owner}"`);
    });
    await this.apply();
  }

  async close(): Promise<void> {
    const { database, roles } = this.#ground;
    await database.drop();
    await withSession((await serverFor(this.major)).settings, (session) => dropShopRoles(session, roles));
  }

  readonly admin = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    withSession(this.database.settings, work);

  /** The declaration, with other properties in place of its own. */
  readonly intent = (changes: Readonly<Record<string, unknown>> = {}): AccessIntent => {
    const { intent, problems } = parseAccess({ ...this.#declaration(), ...changes });
    assert.deepEqual(problems, []);
    return intent as AccessIntent;
  };

  readonly plan = (wanted = this.intent()) => this.admin((session) => planOn(session, wanted));

  readonly apply = (wanted = this.intent()) =>
    converge(this.database.settings, (session) => planOn(session, wanted));

  /** What a plan changes: `object: text`. */
  readonly lines = async (wanted = this.intent()): Promise<string[]> =>
    (await this.plan(wanted)).changes.map(({ object, text }) => `${object}: ${text}`);

  /** Asks the server. */
  readonly yes = async (sql: string, ...values: string[]): Promise<boolean | undefined> => {
    const [row] = await this.admin((session) =>
      session.query<{ yes: boolean }>(`SELECT ${sql} AS yes`, values),
    );
    return row?.yes;
  };

  /** A text with the names of the roles in place of OWNER, APP, READONLY and STRANGER, and of the wrapper. */
  readonly named = (text: string): string =>
    text
      .replaceAll("STRANGER", this.roles.stranger)
      .replaceAll("READONLY", this.roles.readonly)
      .replaceAll("OWNER TO ", "OWNER\0TO ")
      .replaceAll("WRAPPER WRAPPER", `WRAPPER ${this.#wrapper}`)
      .replaceAll("wrapper WRAPPER", `wrapper ${this.#wrapper}`)
      .replaceAll(/\bOWNER\b(?!\0)/g, this.roles.owner)
      .replaceAll("\0", " ")
      .replaceAll(/\bAPP\b/g, this.roles.app);

  #declaration() {
    const { app, owner, readonly } = this.roles;
    return {
      database: this.database.name,
      owner,
      schemas: {
        app: { roles: { [app]: { profiles: ["readwrite"] }, [readonly]: { profiles: ["usage"] } } },
      },
      grants: [
        {
          to: [readonly],
          privileges: ["SELECT"],
          on: [{ kind: "tables", schema: "app", name: "orders", columns: ["id", "tenant_id"] }],
        },
        { to: [app], privileges: ["USAGE"], on: [{ kind: "foreignServers", name: "remote" }] },
        { to: [app], privileges: ["SELECT"], on: [{ kind: "largeObjects" }] },
        ...(this.major >= 15
          ? [{ to: [app], privileges: ["SET"], on: [{ kind: "parameters", name: "LOG_STATEMENT" }] }]
          : []),
        {
          to: [readonly],
          privileges: ["EXECUTE"],
          on: [{ kind: "functions", schema: "pg_catalog", name: "pg_ls_dir", args: "text" }],
        },
      ],
      roles: { [app]: {}, [readonly]: {} },
    };
  }
}

async function planOn(session: Session, wanted: AccessIntent) {
  return planAccess(wanted, await readDatabaseModel(session, readingFor(wanted)));
}
