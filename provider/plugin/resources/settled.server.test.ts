import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../../postgres/connect/session";
import { createShopRoles, type ShopRoles } from "../../../postgres/testing/shop";
import { MAJORS, startTestServer, type TestServer } from "../../../test/servers";
import type { ServerSettings } from "../configuration";
import { type Properties, reveal } from "../protocol";
import { accessResource } from "./access";
import { rowSecurityResource } from "./row-security";
import { SETTLED } from "./settled";
import { Driver } from "./testing/driver";

const DATABASE = "shop";
/** The tenant of a role, in the form that knows tenants by their roles. */
const ROLE_TENANT = "6f0f9a3e-9a63-4b0a-9c2f-0b1f2a5c7d11";

for (const major of MAJORS) {
  describe(`a Check that would find what the last one found, on PostgreSQL ${major}`, () => {
    // A server of its own: on a shared one somebody always makes a role.
    let facts: TestServer;
    let server: ServerSettings;
    let roles: ShopRoles;
    const sql = <T>(work: Parameters<typeof withSession<T>>[1]) =>
      withSession({ ...facts.settings, database: DATABASE }, work);
    const run = (statement: string) => sql((session) => session.query(statement));
    before(async () => {
      facts = await startTestServer(major, { autovacuum: false });
      await withSession(facts.settings, (session) => session.query(`CREATE DATABASE ${DATABASE}`));
      const { database: _, ...rest } = facts.settings;
      server = rest;
      roles = await sql((session) => createShopRoles(session, "shop"));
      // Nothing that a preview would have to tell of.
      await run(
        `CREATE SCHEMA app AUTHORIZATION "${roles.owner}"; SET ROLE "${roles.owner}";
         CREATE TABLE app.orders (tenant_id uuid NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id)); RESET ROLE`,
      );
    });
    after(() => facts.stop());

    const access = (privileges: readonly string[] = ["SELECT"]): Properties => ({
      database: DATABASE,
      owner: roles.owner,
      ownsDatabase: false,
      databasePrivileges: { [roles.app]: ["CONNECT"] },
      schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"], tables: [...privileges] } } } },
    });
    const rows = (): Properties => ({
      database: DATABASE,
      owner: roles.owner,
      schemas: ["app"],
      tenantRoles: [roles.app],
    });
    /** A resource that has converged, and had nothing to do since. */
    const settled = async (resource: typeof accessResource, declared: Properties) => {
      const driver = new Driver(resource, server);
      await driver.up(declared);
      await driver.up(declared);
      assert.equal(typeof driver.inputs?.[SETTLED], "string");
      return driver;
    };
    /**
     * Whether a Check believes the last one: one that reads finds the true graph, and one that is spared the reading gives
     * back what the state holds, which here is what nothing could have found.
     */
    const isSpared = async (driver: Driver, graph: string, declared: Properties) => {
      const kept = driver.inputs?.[graph];
      assert.ok(driver.inputs);
      driver.inputs[graph] = { "what no reading finds": "table app.nothing" };
      const { inputs, failures } = await driver.check(declared);
      assert.deepEqual(failures, []);
      const spared = "what no reading finds" in (reveal(inputs[graph]) as Properties);
      assert.equal(spared, inputs[SETTLED] !== undefined && inputs[SETTLED] === driver.inputs[SETTLED]);
      driver.inputs[graph] = kept as Properties;
      return spared;
    };

    for (const [name, resource, graph, declared, drift, line] of [
      ["Access", accessResource, "privileges", access, "GRANT DELETE ON app.orders TO PUBLIC", /DELETE/],
      [
        "RowSecurity",
        rowSecurityResource,
        "tables",
        rows,
        "ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY",
        /FORCE|forced/i,
      ],
    ] as const) {
      test(`${name}: is spared the reading, until somebody changes anything`, async () => {
        const driver = await settled(resource, declared());
        assert.ok(await isSpared(driver, graph, declared()));
        assert.deepEqual(await driver.preview(declared()), []);
        await driver.refresh();
        assert.ok(await isSpared(driver, graph, declared()), "a refresh that found nothing keeps the note");

        await run(drift);
        assert.ok(!(await isSpared(driver, graph, declared())));
        assert.match((await driver.preview(declared())).join(), line);
        await driver.up(declared());
        assert.equal(driver.inputs?.[SETTLED], undefined, "what had something to do is not settled");
        assert.deepEqual(await driver.preview(declared()), []);
        await driver.up(declared());
        assert.ok(await isSpared(driver, graph, declared()));

        await run(drift);
        await driver.refresh();
        assert.equal(driver.inputs?.[SETTLED], undefined, "a refresh that found drift forgets the note");
        assert.match((await driver.preview(declared())).join(), line);
        await driver.up(declared());
      });
    }

    test("reads for another declaration, another address, and where something is to be told", async () => {
      const driver = await settled(accessResource, access());
      assert.ok(!(await isSpared(driver, "privileges", access(["SELECT", "INSERT"]))));
      const elsewhere = new Driver(accessResource, {
        ...server,
        host: server.host === "localhost" ? "127.0.0.1" : "localhost",
      });
      elsewhere.takeOver(driver);
      assert.ok(!(await isSpared(elsewhere, "privileges", access())));
      // What stays is told in every preview.
      const adopting = { ...access(), mode: "adopt", modes: { roles: "adopt" } };
      await run("GRANT DELETE ON app.orders TO PUBLIC");
      const adopted = new Driver(accessResource, server);
      await adopted.up(adopting);
      await adopted.up(adopting);
      assert.equal(adopted.inputs?.[SETTLED], undefined);
      await run("REVOKE DELETE ON app.orders FROM PUBLIC");
      // So is what an update cannot mend.
      await run(
        `SET ROLE "${roles.owner}"; CREATE TABLE app.notes (tenant_id uuid NOT NULL, id bigint PRIMARY KEY); RESET ROLE`,
      );
      const reporting = new Driver(rowSecurityResource, server);
      await reporting.up(rows());
      await reporting.up(rows());
      assert.match(reporting.messages.join("\n"), /app\.notes/);
      assert.equal(reporting.inputs?.[SETTLED], undefined);
      await run("DROP TABLE app.notes");
    });

    test("reads where the role may no longer ask, and where keys or tenants stand in tables", async () => {
      const driver = await settled(accessResource, access());
      assert.match(String(driver.inputs?.[SETTLED]), /^\d+p /);
      assert.ok(driver.inputs);
      if (major === 14) {
        // Asks for catalogs that this version has not.
        driver.inputs[SETTLED] = String(driver.inputs[SETTLED]).replace(/^\d+/, "18");
        assert.ok(!(await isSpared(driver, "privileges", access())));
      }
      // Asks for passwords, which only a superuser may read.
      const operator = { ...server, user: "operator", password: "of-chance-17" };
      await run("CREATE ROLE operator LOGIN PASSWORD 'of-chance-17'");
      await run("GRANT CONNECT ON DATABASE shop TO operator");
      const other = new Driver(accessResource, operator);
      other.takeOver(driver);
      assert.ok(!(await isSpared(other, "privileges", access())));

      const strict = await settled(rowSecurityResource, { ...rows(), form: "strict" });
      assert.ok(await isSpared(strict, "tables", { ...rows(), form: "strict" }));
      await run(`GRANT CREATE ON DATABASE ${DATABASE} TO "${roles.owner}"`);
      const byRole = new Driver(rowSecurityResource, server);
      const declared = { ...rows(), form: "role", roleTenants: { [roles.app]: [ROLE_TENANT] } };
      await byRole.up(declared);
      await byRole.up(declared);
      assert.equal(byRole.inputs?.[SETTLED], undefined);
      await byRole.delete();
    });
  });
}
