import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import {
  createShopObjects,
  createShopRoles,
  dropShopRoles,
  type ShopRoles,
} from "../../../postgres/testing/shop";
import { freshDatabase, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import { type Properties, reveal, secret } from "../protocol";
import { accessResource } from "./access";
import { Driver } from "./testing/driver";

const STORED = "stored-by-hand-K3Y";
const DECLARED = "declared-K3Y";

/** What some platforms keep keys in: settings of an application's own, which anybody may store for a database or a role. */
describe("a setting that may hold a secret", () => {
  let database: TestDatabase;
  let roles: ShopRoles;
  let server: ConstructorParameters<typeof Driver>[1];

  before(async () => {
    const facts = await serverFor(18);
    database = await freshDatabase(facts, "secrets");
    const { database: _, ...rest } = facts.settings;
    server = rest;
    roles = await withSession(database.settings, (session) =>
      createShopRoles(session, uniqueName("secrets")),
    );
    await withSession(database.settings, async (session) => {
      await createShopObjects(session, roles.owner);
      await session.query(`ALTER DATABASE "${database.name}" SET app.settings.jwt_secret = '${STORED}'`);
      await session.query(
        `ALTER ROLE "${roles.app}" IN DATABASE "${database.name}" SET app.signing = '${STORED}'`,
      );
    });
  });

  after(async () => {
    await database.drop();
    await withSession((await serverFor(18)).settings, (session) => dropShopRoles(session, roles));
  });

  const access = (changes: Properties = {}): Properties => ({
    database: database.name,
    owner: roles.owner,
    schemas: { app: {} },
    ...changes,
  });
  const storedNow = async () => {
    const rows = await withSession(database.settings, (session) =>
      session.query<{ entry: string }>(
        "SELECT unnest(setconfig) AS entry FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
      ),
    );
    return rows.map(({ entry }) => entry).sort();
  };
  const tellsNothing = (resource: Driver, ...said: unknown[]) => {
    const text = JSON.stringify([resource.messages, resource.outputs, said]);
    for (const value of [STORED, DECLARED]) assert.ok(!text.includes(value), `${value} is told: ${text}`);
  };

  test("is imported as a secret, and the first preview is empty", async () => {
    const resource = new Driver(accessResource, server);
    const inputs = await resource.import(database.name);
    assert.equal(
      (reveal(inputs["databaseSettings"]) as Record<string, string>)["app.settings.jwt_secret"],
      STORED,
    );
    tellsNothing(resource, inputs, await resource.preview(inputs));
    assert.deepEqual(await resource.preview(inputs), []);
  });

  test("is kept, reset and set without its value in any line, message or state", async () => {
    const resource = new Driver(accessResource, server);
    const { inputs } = await resource.check(access());
    tellsNothing(resource, inputs);
    assert.ok(
      resource.messages.some((line) => line.includes("keeps app.settings.jwt_secret, which is not declared")),
    );

    const declared = access({
      databaseSettings: secret({ "app.settings.jwt_secret": DECLARED }),
      roles: { [roles.app]: {} },
    });
    tellsNothing(resource, (await resource.check(declared)).inputs, await resource.up(declared));
    assert.deepEqual(await storedNow(), [`app.settings.jwt_secret=${DECLARED}`]);
    assert.ok(resource.messages.some((line) => line.includes("sets app.settings.jwt_secret")));
    assert.ok(resource.messages.some((line) => line.includes("resets app.signing")));
    assert.deepEqual(await resource.preview(declared), []);

    await withSession(database.settings, (session) =>
      session.query(`ALTER DATABASE "${database.name}" SET app.settings.jwt_secret = '${STORED}'`),
    );
    const lines = await resource.preview(declared);
    assert.equal(lines.length, 1);
    tellsNothing(resource, lines);
    assert.equal(await resource.refresh(), true);
    tellsNothing(resource);
    await resource.up(declared);
    assert.deepEqual(await storedNow(), [`app.settings.jwt_secret=${DECLARED}`]);
    assert.deepEqual(await resource.preview(declared), []);
  });
});
