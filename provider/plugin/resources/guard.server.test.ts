import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import {
  createShopObjects,
  createShopRoles,
  dropShopRoles,
  type ShopRoles,
} from "../../../postgres/testing/shop";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import type { Properties } from "../protocol";
import { rowSecurityResource } from "./row-security";
import { Driver } from "./testing/driver";

const URN = "urn:pulumi:test::test::palisade:index:RowSecurity::";

for (const major of MAJORS) {
  describe(`the guard of a RowSecurity on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;
    let server: ServerSettings;

    before(async () => {
      const facts = await serverFor(major);
      database = await freshDatabase(facts, "guard");
      const { database: _, ...rest } = facts.settings;
      server = rest;
      roles = await sql((session) => createShopRoles(session, uniqueName("guard")));
      await sql((session) => createShopObjects(session, roles.owner));
      await sql((session) => session.query(`CREATE SCHEMA other AUTHORIZATION "${roles.owner}"`));
    });
    after(async () => {
      const facts = await serverFor(major);
      await database.drop();
      await withSession(facts.settings, (session) => dropShopRoles(session, roles));
    });

    const sql = <T>(work: Parameters<typeof withSession<T>>[1]) => withSession(database.settings, work);
    const guards = () =>
      sql((session) => session.rows("SELECT evtname FROM pg_catalog.pg_event_trigger ORDER BY 1"));
    const rows = (schemas: readonly string[]): Properties => ({
      database: database.name,
      owner: roles.owner,
      schemas: [...schemas],
      tenantRoles: [roles.app, roles.readonly],
      ...(schemas.includes("app")
        ? { except: [{ schema: "app", name: "totals", reason: "read by the owner only" }] }
        : {}),
    });
    /** Whether a new tenant table of a schema is closed as soon as it is there. */
    const protects = (schema: string) =>
      sql(async (session) => {
        await session.query(
          `BEGIN; SET LOCAL ROLE "${roles.owner}"; CREATE TABLE ${schema}.fresh (tenant_id uuid NOT NULL)`,
        );
        const [[on] = []] = await session.rows(
          `SELECT relrowsecurity FROM pg_catalog.pg_class WHERE oid = '${schema}.fresh'::regclass`,
        );
        await session.query("ROLLBACK");
        return on;
      });

    test("moves with the declaration's schemas, which the preview says, and is gone with the resource", async () => {
      const resource = new Driver(rowSecurityResource, server, `${URN}moving`);
      await resource.up(rows(["app"]));
      const before = await guards();
      const lines = await resource.preview(rows(["other"]));
      assert.ok(
        lines.some((line) => /function palisade_guard\.guard_\w+\(\)"\]\["is set right"\]/.test(line)),
        lines.join("\n"),
      );
      await resource.up(rows(["other"]));
      assert.deepEqual([await protects("app"), await protects("other")], [false, true]);
      assert.deepEqual(await guards(), before);
      assert.deepEqual(await resource.preview(rows(["other"])), []);
      await resource.refresh();
      assert.deepEqual(await resource.preview(rows(["other"])), []);
      await resource.delete();
      assert.deepEqual(await guards(), []);
    });

    test("is still the resource's after it got another name by an alias", async () => {
      const resource = new Driver(rowSecurityResource, server, `${URN}before`);
      await resource.up(rows(["app"]));
      const renamed = new Driver(rowSecurityResource, server, `${URN}after`);
      renamed.takeOver(resource);
      assert.deepEqual(await renamed.preview(rows(["app"])), []);
      await renamed.up(rows(["other"]));
      await renamed.delete();
      assert.deepEqual(await guards(), []);
    });

    for (const [how, successor] of [
      ["in its place", "here"],
      ["under another name", "there"],
    ] as const)
      test(`watches on when a resource is made anew ${how} and the former one removed`, async () => {
        const former = new Driver(rowSecurityResource, server, `${URN}here`, new Uint8Array([1]));
        await former.up(rows(["app"]));
        const anew = new Driver(rowSecurityResource, server, `${URN}${successor}`, new Uint8Array([2]));
        await anew.up(rows(["app", "other"]));
        await former.delete();
        assert.deepEqual([await protects("app"), await protects("other")], [true, true]);
        assert.deepEqual(await anew.preview(rows(["app", "other"])), []);
        await anew.delete();
        assert.deepEqual(await guards(), []);
      });

    test("is let be by the end of another resource over the same schemas", async () => {
      const [one, other] = ["one", "other"].map(
        (name) => new Driver(rowSecurityResource, server, `${URN}${name}`),
      ) as [Driver, Driver];
      await one.up(rows(["app"]));
      await other.up(rows(["app", "other"]));
      assert.ok(other.messages.some((message) => /^warning: .*guard of another RowSecurity/.test(message)));
      await other.delete();
      assert.equal(await protects("app"), true);
      assert.deepEqual(await one.preview(rows(["app"])), []);
      await one.delete();
      assert.deepEqual(await guards(), []);
    });
  });
}
