import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { MAJORS, readServerLog, serverFor } from "../../../../test/servers";
import { SigningKey } from "../../../tenant-token/signing-key";
import { tenantToken } from "../../../tenant-token/tenant-token";
import { ONE, openScene, type TenancyScene, TWO } from "../testing/scene";

const newKey = () => randomBytes(32).toString("base64");
const SETTING = "app.tenant_id";

for (const major of MAJORS) {
  describe(`the signed form under attack on PostgreSQL ${major}`, () => {
    const keys = { old: newKey(), now: newKey() };
    let scene: TenancyScene;
    let app: string;
    const intent = (signingKeys: Readonly<Record<string, string>> = keys) =>
      scene.intent({ form: "signed", signingKeys });

    before(async () => {
      scene = await openScene(major);
      app = scene.roles.app;
      await scene.apply(intent());
    });
    after(() => scene.close());

    const token = (tenant: string = ONE, keyId: keyof typeof keys = "now", expiresIn = 60) =>
      tenantToken({ tenant, keyId, key: keys[keyId], expiresIn });
    const ids = async (value: string) =>
      (await scene.as(app, { [SETTING]: value }, "SELECT id::int FROM app.orders")).flat();
    const refused = (value: string, say: RegExp) =>
      assert.rejects(ids(value), (error: { code?: string; message: string }) => {
        assert.equal(error.code, "28000");
        assert.match(error.message, say);
        return true;
      });
    /** A token with one of its parts replaced, its signature as it was. */
    const forged = (change: (parts: string[]) => void) => {
      const parts = token().split(".");
      change(parts);
      return parts.join(".");
    };

    test("a good token opens its tenant and no other, by every good key", async () => {
      assert.deepEqual(await ids(token(ONE)), [1]);
      assert.deepEqual(await ids(token(TWO)), [2]);
      assert.deepEqual(await ids(token(TWO, "old")), [2]);
      assert.deepEqual(await ids(""), []);
    });

    test("a token of one tenant with the name of another is refused", () =>
      refused(
        forged((parts) => parts.splice(3, 1, Buffer.from(TWO).toString("base64"))),
        /not signed by a good key/,
      ));

    test("a token whose life was made longer is refused", () =>
      refused(
        forged((parts) => parts.splice(2, 1, String(Number(parts[2]) + 3600))),
        /not signed by a good key/,
      ));

    test("a token with the id of another key is refused, and so is one of a key that nobody declared", async () => {
      await refused(
        forged((parts) => parts.splice(1, 1, "old")),
        /not signed by a good key/,
      );
      const other = tenantToken({ tenant: ONE, keyId: "other", key: newKey() });
      await refused(other, /not signed by a good key/);
      await refused(tenantToken({ tenant: ONE, keyId: "now", key: newKey() }), /not signed by a good key/);
    });

    test("what is no token is refused: a bare tenant, a part of a token, more than one, no signature, other encodings", async () => {
      const good = token();
      for (const bad of [
        ONE,
        good.slice(0, 40),
        `${good}.${good}`,
        `p1....`,
        "....",
        ".",
        `p2${good.slice(2)}`,
      ])
        await refused(bad, /not the form of one|not signed by a good key/);
      for (const bad of [
        good.slice(0, -1),
        good.slice(0, -64),
        good.toUpperCase(),
        ` ${good}`,
        `${good} `,
        `${good}\n`,
      ])
        await refused(bad, /not the form of one|not signed by a good key/);
    });

    test("a token expires, within an open transaction too", async () => {
      await scene.admin(async (session) => {
        await session.query("BEGIN");
        await session.query(`SET LOCAL ROLE "${app}"`);
        await session.query("SELECT set_config($1, $2, true)", [SETTING, token(ONE, "now", 0.2)]);
        assert.equal((await session.rows("SELECT id FROM app.orders")).length, 1);
        await sleep(1300);
        await assert.rejects(session.query("SELECT id FROM app.orders"), {
          code: "28000",
          message: /has expired/,
        });
      });
    });

    test("a token can be used again until it expires: whoever sees one is its tenant for so long", async () => {
      const seen = token();
      assert.deepEqual(await ids(seen), [1]);
      assert.deepEqual(await ids(seen), [1]);
    });

    test("nothing that a tenant role may do shows a key, changes one, or changes the function", async () => {
      const attacks = [
        "SELECT * FROM palisade_tenancy.signing_keys",
        "SELECT fingerprint FROM palisade_tenancy.signing_keys",
        "INSERT INTO palisade_tenancy.signing_keys VALUES ('app.tenant_id', 'mine', '\\x00', '\\x00')",
        "COPY palisade_tenancy.signing_keys TO STDOUT",
        `SELECT palisade_tenancy.signed_tenant('app.tenant_id', '${token()}', 1, 1)`,
        "CREATE OR REPLACE FUNCTION palisade_tenancy.signed_tenant(setting text, token text, place integer, places integer) RETURNS text LANGUAGE sql AS 'SELECT token'",
        "ALTER FUNCTION palisade_tenancy.signed_tenant(text, text, integer, integer) SECURITY INVOKER",
        "DROP FUNCTION palisade_tenancy.signed_tenant(text, text, integer, integer)",
        "CREATE FUNCTION palisade_tenancy.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT pg_catalog.pg_read_file('PG_VERSION')",
      ];
      for (const sql of attacks)
        await assert.rejects(scene.as(app, { [SETTING]: token() }, sql), { code: "42501" }, sql);
    });

    test("what a caller calls sha256 or decode is not what the function calls", async () => {
      await scene.admin(async (session) => {
        // Never committed: the connection ends first.
        await session.query("BEGIN");
        await session.query(`GRANT TEMPORARY ON DATABASE "${scene.database.name}" TO "${app}"`);
        await session.query(`SET LOCAL ROLE "${app}"`);
        await session.query(
          "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$SELECT '\\x00'::bytea$$",
        );
        await session.query(
          "CREATE FUNCTION pg_temp.differs(bytea, bytea) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        );
        await session.query(
          "CREATE OPERATOR pg_temp.<> (LEFTARG = bytea, RIGHTARG = bytea, FUNCTION = pg_temp.differs)",
        );
        await session.query("SET LOCAL search_path = pg_temp, pg_catalog");
        await session.query("SELECT set_config($1, $2, true)", [
          SETTING,
          forged((parts) => parts.splice(3, 1, Buffer.from(TWO).toString("base64"))),
        ]);
        await assert.rejects(session.query("SELECT id FROM app.orders"), { code: "28000" });
      });
    });

    test("a key that is declared no longer is good no longer, and a replaced one is replaced", async () => {
      const older = token(ONE, "old");
      const seen = await scene.lines(intent({ now: keys.now }));
      assert.deepEqual(seen, ["table palisade_tenancy.signing_keys: loses key old for app.tenant_id"]);
      await scene.apply(intent({ now: keys.now }));
      await refused(older, /not signed by a good key/);
      assert.deepEqual(await ids(token()), [1]);
      const replaced = { now: newKey() };
      assert.deepEqual(await scene.lines(intent(replaced)), [
        "table palisade_tenancy.signing_keys: key now for app.tenant_id is replaced",
      ]);
      await scene.apply(intent());
      assert.deepEqual(await scene.lines(intent()), []);
      assert.deepEqual(await ids(token(TWO, "old")), [2]);
    });

    const drifts: readonly [string, (role: string) => string, RegExp][] = [
      [
        "another key under the same id",
        () => "UPDATE palisade_tenancy.signing_keys SET inner_block = '\\x00' WHERE id = 'now'",
        /key now for app\.tenant_id is replaced/,
      ],
      [
        "a key that nobody declared",
        () =>
          "INSERT INTO palisade_tenancy.signing_keys VALUES ('app.tenant_id', 'back-door', '\\x00', '\\x00')",
        /loses key back-door for app\.tenant_id/,
      ],
      [
        "keys that a tenant role may read",
        (role) => `GRANT SELECT ON palisade_tenancy.signing_keys TO "${role}"`,
        /loses SELECT/,
      ],
      [
        "a column that PUBLIC may read",
        () => "GRANT SELECT (inner_block) ON palisade_tenancy.signing_keys TO PUBLIC",
        /PUBLIC loses SELECT \(inner_block\)/,
      ],
      [
        "a function for everybody",
        () => "GRANT EXECUTE ON FUNCTION palisade_tenancy.signed_tenant TO PUBLIC",
        /PUBLIC loses EXECUTE/,
      ],
      [
        "a schema for everybody",
        () => "GRANT ALL ON SCHEMA palisade_tenancy TO PUBLIC",
        /PUBLIC loses CREATE/,
      ],
      [
        "a function that checks nothing",
        () =>
          "CREATE OR REPLACE FUNCTION palisade_tenancy.signed_tenant(setting text, token text, place integer, places integer) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path TO pg_catalog, pg_temp AS 'BEGIN RETURN token; END'",
        /signed_tenant.*: is set right: was changed/,
      ],
      [
        "a function with a search_path of its caller",
        () => "ALTER FUNCTION palisade_tenancy.signed_tenant RESET search_path",
        /signed_tenant.*: is set right: was changed/,
      ],
    ];
    for (const [what, sql, expected] of drifts)
      test(`drift is seen and repaired: ${what}`, async () => {
        await scene.admin((session) => session.query(sql(app)));
        assert.match((await scene.lines(intent())).join("\n"), expected);
        await scene.apply(intent());
        assert.deepEqual(await scene.lines(intent()), []);
        assert.deepEqual(await ids(token()), [1]);
      });

    test("the server's HMAC is that of RFC 2104, whatever the tenant and however long the key", async () => {
      const check = fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 1, maxLength: 60 }).filter((text) => !text.includes("\0")),
        fc.uint8Array({ minLength: 32, maxLength: 200 }),
        async (tenant, bytes) => {
          const key = new SigningKey("fuzzed", Buffer.from(bytes).toString("base64"));
          const { inner, outer } = key.blocks();
          const [row] = await scene.admin((session) =>
            session.rows(
              "SELECT encode(sha256(decode($1, 'hex') || sha256(decode($2, 'hex') || convert_to($3, 'UTF8'))), 'hex')",
              [outer, inner, tenant],
            ),
          );
          assert.equal(row?.[0], key.sign(tenant));
        },
      );
      await fc.assert(check, { numRuns: 25 });
    });

    test("no key and no block of one stands in the server's log, in a plan, or in an error", async () => {
      const text = await readServerLog(await serverFor(major));
      assert.match(text, /COPY "palisade_tenancy"\."signing_keys"/);
      const { statements, changes, desired, live } = await scene.plan(intent({ ...keys, third: newKey() }));
      const shown = JSON.stringify({ statements, changes, desired, live, intent: intent() });
      for (const [id, key] of Object.entries(keys)) {
        const { inner, outer } = new SigningKey(id, key).blocks();
        for (const secret of [key, Buffer.from(key, "base64").toString("hex"), inner, outer]) {
          assert.equal(text.includes(secret), false);
          assert.equal(shown.includes(secret), false);
        }
      }
    });
  });
}
