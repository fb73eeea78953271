import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { tenantToken } from "../../../tenant-token/tenant-token";
import { TENANT_COLUMN_TYPES, type TenantColumnType } from "../../words";
import { TENANT_FORMS, type TenantForm } from "../intent";
import { openScene, type TenancyScene } from "../testing/scene";

const KEY = randomBytes(32).toString("base64");

/** Two tenants of each type; those of text are not what a careless quotation survives. */
const TENANTS: Readonly<Record<TenantColumnType, readonly [string, string]>> = {
  uuid: ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"],
  bigint: ["9007199254740993", "-5"],
  integer: ["7", "8"],
  text: ['o\'brien \\ "x".1, {ä}', "') OR true --"],
};

for (const major of MAJORS) {
  describe(`the forms of the tenant policy on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    before(async () => {
      scene = await openScene(major);
    });
    after(() => scene.close());

    /** A schema with tables of one key, and of two, of this type. */
    const build = async (name: string, type: TenantColumnType) => {
      const { owner, app } = scene.roles;
      await scene.admin(async (session) => {
        await session.query(`CREATE SCHEMA ${name} AUTHORIZATION "${owner}"`);
        await session.query(`SET ROLE "${owner}"`);
        await session.query(
          `CREATE TABLE ${name}.t ("Group" ${type} NOT NULL, id int, PRIMARY KEY ("Group", id))`,
        );
        await session.query(
          `CREATE TABLE ${name}.u ("Group" ${type} NOT NULL, shop ${type} NOT NULL, id int, PRIMARY KEY ("Group", shop, id))`,
        );
        await session.query(`GRANT USAGE ON SCHEMA ${name} TO "${app}"`);
        await session.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${name}.t, ${name}.u TO "${app}"`);
        for (const [index, tenant] of TENANTS[type].entries()) {
          await session.query(`INSERT INTO ${name}.t SELECT $1, g FROM generate_series(1, 2) g`, [tenant]);
          for (const shop of TENANTS[type])
            await session.query(`INSERT INTO ${name}.u VALUES ($1, $2, $3)`, [tenant, shop, index]);
        }
      });
    };

    /** The session of a tenant: how it says who it is. */
    const sessionOf = (form: TenantForm, values: readonly string[]): Readonly<Record<string, string>> => {
      const settings = ["my.group", "my.shop"];
      if (form === "signed") return { "my.group": tenantToken({ tenant: values, keyId: "k1", key: KEY }) };
      return Object.fromEntries(values.map((value, index) => [settings[index], value]));
    };

    const further = (form: TenantForm, tenant: readonly string[]) => ({
      form,
      ...(form === "signed" ? { signingKeys: { k1: KEY } } : {}),
      ...(form === "role" ? { roleTenants: { [scene.roles.app]: tenant } } : {}),
    });

    for (const form of TENANT_FORMS)
      for (const type of TENANT_COLUMN_TYPES)
        test(`${form}, ${type}: stored as it is known to be, and a tenant has its own rows alone`, async () => {
          const schema = `${form}_${type}`;
          await build(schema, type);
          const [one, two] = TENANTS[type];
          const setting = form === "role" ? {} : { setting: "my.group" };
          const wanted = scene.intent({
            schemas: [schema],
            column: "Group",
            columnType: type,
            ...setting,
            ...further(form, [one]),
          });
          await scene.apply(wanted);
          assert.deepEqual(await scene.lines(wanted), []);
          const mine = sessionOf(form, [one]);
          const { app } = scene.roles;
          assert.deepEqual(await scene.as(app, mine, `SELECT DISTINCT "Group"::text FROM ${schema}.t`), [
            [one],
          ]);
          assert.deepEqual(
            await scene.as(
              app,
              mine,
              `WITH d AS (DELETE FROM ${schema}.t RETURNING *) SELECT count(*)::int FROM d`,
            ),
            [[2]],
          );
          await assert.rejects(
            scene.admin(async (session) => {
              await session.query("BEGIN");
              await session.query(`SET LOCAL ROLE "${app}"`);
              for (const [name, value] of Object.entries(mine))
                await session.query("SELECT set_config($1, $2, true)", [name, value]);
              await session.query(`INSERT INTO ${schema}.t VALUES ($1, 9)`, [two]);
            }),
            /row-level security/,
          );
        });

    for (const form of TENANT_FORMS)
      test(`${form}: two keys are both asked for, by indexes, once a statement`, async () => {
        const schema = `two_${form}`;
        await build(schema, "bigint");
        const [one, two] = TENANTS.bigint;
        const settings =
          form === "plain" || form === "strict" ? [{ setting: "my.group" }, { setting: "my.shop" }] : [];
        const first = form === "signed" ? { setting: "my.group" } : settings[0];
        const wanted = scene.intent({
          schemas: [schema],
          include: [{ schema, name: "u" }],
          keys: [
            { column: "Group", columnType: "bigint", ...first },
            { column: "shop", columnType: "bigint", ...settings[1] },
          ],
          ...further(form, [one, two]),
        });
        await scene.apply(wanted);
        assert.deepEqual(await scene.lines(wanted), []);
        const mine = sessionOf(form, [one, two]);
        const { app } = scene.roles;
        assert.deepEqual(await scene.as(app, mine, `SELECT "Group"::text, shop::text FROM ${schema}.u`), [
          [one, two],
        ]);
        const plan = (
          await scene.as(app, mine, "SET LOCAL enable_seqscan = off", `EXPLAIN SELECT * FROM ${schema}.u`)
        ).join("\n");
        assert.match(plan, /Index Cond: \(\("Group" = .*\) AND \(shop = /);
        assert.equal(plan.match(/^\s*InitPlan \d/gm)?.length, 2);
        assert.doesNotMatch(plan, /SubPlan|Seq Scan on u/);
      });

    const nobody: readonly [string, Readonly<Record<string, string>>][] = [
      ["never set", {}],
      ["empty", { "my.group": "" }],
    ];
    for (const [how, settings] of nobody) {
      for (const form of ["plain", "signed", "role"] as const)
        test(`${form}: without a tenant (${how}) there are no rows, and nothing can be written`, async () => {
          const schema = `${form}_text`;
          const role = form === "role" ? scene.roles.readonly : scene.roles.app;
          await scene.admin((session) =>
            session.query(
              `GRANT USAGE ON SCHEMA ${schema} TO "${role}"; GRANT SELECT, INSERT ON ${schema}.t TO "${role}"`,
            ),
          );
          assert.deepEqual(await scene.as(role, settings, `SELECT * FROM ${schema}.t`), []);
          await assert.rejects(
            scene.as(role, settings, `INSERT INTO ${schema}.t VALUES ('', 1)`),
            /row-level security/,
          );
        });
      for (const type of TENANT_COLUMN_TYPES)
        test(`strict, ${type}: without a tenant (${how}) a statement is an error that names the setting`, async () => {
          const { app } = scene.roles;
          for (const sql of [
            `SELECT * FROM strict_${type}.t`,
            `UPDATE strict_${type}.t SET id = 1`,
            `DELETE FROM strict_${type}.t WHERE id = 1`,
            `INSERT INTO strict_${type}.t SELECT "Group", 5 FROM strict_${type}.t`,
          ])
            await assert.rejects(scene.as(app, settings, sql), { code: "42704", message: /my\.group/ });
          if (type === "text")
            await assert.rejects(scene.as(app, settings, "INSERT INTO strict_text.t VALUES ('', 5)"), {
              code: "42704",
            });
        });
    }

    test("another form is one ALTER POLICY a table, and the policy is never gone", async () => {
      const schema = "plain_uuid";
      const [one] = TENANTS.uuid;
      const wanted = scene.intent({
        schemas: [schema],
        column: "Group",
        setting: "my.group",
        ...further("signed", [one]),
      });
      const { statements } = await scene.plan(wanted);
      const aboutTable = statements
        .filter(({ sql }) => sql.includes(`"${schema}"."t"`))
        .map(({ sql }) => sql);
      assert.equal(aboutTable.length, 1);
      assert.match(aboutTable[0] ?? "", /^ALTER POLICY "palisade_tenant"/);
      await scene.apply(wanted);
      const back = scene.intent({ schemas: [schema], column: "Group", setting: "my.group" });
      await scene.apply(back);
      assert.deepEqual(await scene.lines(back), []);
    });
  });
}
