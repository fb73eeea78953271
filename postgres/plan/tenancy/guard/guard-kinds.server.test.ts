import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { quoteLiteral } from "../../../sql/quote";
import { openScene, type TenancyScene, TOTALS } from "../testing/scene";
import { Guarded } from "./testing/guarded";

const FAR = "CREATE FOREIGN TABLE attic.far (tenant_id uuid) SERVER guard_nowhere";
const SUMS = "CREATE MATERIALIZED VIEW attic.sums AS SELECT tenant_id AS org FROM app.orders";

/** Each way in which something that cannot have row security comes to hold a tenant's rows. */
const KINDS: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["ALTER FOREIGN TABLE … SET SCHEMA", [FAR, "ALTER FOREIGN TABLE attic.far SET SCHEMA app"], /^app\.far /],
  [
    "ALTER FOREIGN TABLE … ADD COLUMN",
    [
      "CREATE FOREIGN TABLE app.far (id int) SERVER guard_nowhere",
      "ALTER FOREIGN TABLE app.far ADD COLUMN tenant_id uuid",
    ],
    /^app\.far /,
  ],
  [
    "ALTER MATERIALIZED VIEW … RENAME COLUMN",
    [SUMS.replace("attic", "app"), "ALTER MATERIALIZED VIEW app.sums RENAME COLUMN org TO tenant_id"],
    /^app\.sums /,
  ],
  [
    "ALTER MATERIALIZED VIEW … SET SCHEMA",
    [SUMS.replace("org", "tenant_id"), "ALTER MATERIALIZED VIEW attic.sums SET SCHEMA app"],
    /^app\.sums /,
  ],
  [
    "a foreign table as a partition",
    ["CREATE FOREIGN TABLE attic.far PARTITION OF app.parts FOR VALUES FROM (1) TO (2) SERVER guard_nowhere"],
    /^attic\.far /,
  ],
  [
    "IMPORT FOREIGN SCHEMA",
    ["IMPORT FOREIGN SCHEMA attic LIMIT TO (remote) FROM SERVER guard_here INTO app"],
    /^app\.remote /,
  ],
];

for (const major of MAJORS) {
  describe(`what cannot have row security, and the guard, on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let owner: Guarded;

    before(async () => {
      scene = await openScene(major);
      const role = `"${scene.roles.owner}"`;
      owner = await Guarded.login(scene, scene.roles.owner);
      const { host, port, database } = scene.database.settings;
      await scene.admin(async (session) => {
        for (const sql of [
          `CREATE SCHEMA attic AUTHORIZATION ${role}`,
          "CREATE FOREIGN DATA WRAPPER guard_none",
          "CREATE SERVER guard_nowhere FOREIGN DATA WRAPPER guard_none",
          "CREATE EXTENSION postgres_fdw",
          `CREATE SERVER guard_here FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host ${quoteLiteral(host)}, port '${port}', dbname ${quoteLiteral(database)})`,
          `CREATE USER MAPPING FOR ${role} SERVER guard_here OPTIONS (user ${quoteLiteral(scene.roles.owner)}, password 'of a role of a test')`,
          `GRANT USAGE ON FOREIGN SERVER guard_nowhere, guard_here TO ${role}`,
          `SET ROLE ${role}`,
          "CREATE TABLE attic.remote (tenant_id uuid, id int)",
          "CREATE TABLE app.parts (tenant_id uuid NOT NULL, id int NOT NULL) PARTITION BY RANGE (id)",
        ])
          await session.query(sql);
      });
    });
    after(async () => {
      await owner.end();
      await scene.close();
    });

    test("each way is refused, or warned of", async () => {
      for (const mode of ["protect", "refuse", "report"]) {
        await scene.apply(scene.intent({ guard: mode, except: [TOTALS] }));
        for (const [title, statements, pattern] of KINDS) {
          const { codes, messages, refused } = await owner.outcome(...statements);
          assert.equal(refused, mode !== "report", `${mode} ${title}: ${messages}`);
          // A partition of another kind was made by a command that touches its parent, too.
          assert.deepEqual([...new Set(codes)], ["PLG03"], `${mode} ${title}: ${messages}`);
          assert.match(messages[0] ?? "", pattern, title);
        }
      }
    });
  });
}
