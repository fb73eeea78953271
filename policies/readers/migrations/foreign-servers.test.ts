import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factsOf } from "../../facts/facts";
import { judgeRule } from "../../judge-rule";
import connectionTlsUnverified from "../../rules/tls/connection-tls-unverified";
import { PROOF_DAY } from "../../testing/prove-rule";
import { readMigrations } from "../migrations";

async function judged(text: string) {
  const { facts } = await readMigrations([{ path: "1.sql", text }]);
  const { findings, unknown } = judgeRule(connectionTlsUnverified, facts, PROOF_DAY);
  return {
    connections: factsOf(facts, "connection"),
    found: findings.map(({ object, fix }) => [object.source?.line, fix.replace(/ --.*/, "")]),
    unknown: unknown.map(({ reason }) => reason),
  };
}

const ADD = "ALTER SERVER \"other\" OPTIONS (ADD sslmode 'verify-full');";
const SET = "ALTER SERVER \"other\" OPTIONS (SET sslmode 'verify-full');";

describe("a foreign server in migrations", () => {
  const made = "CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example.com')";

  test("is judged by the options that it has at the end, where they were said last", async () => {
    assert.deepEqual((await judged(`${made};`)).found, [[1, ADD]]);
    assert.deepEqual((await judged(`${made};\nALTER SERVER other OPTIONS (sslmode 'require');`)).found, [
      [2, SET],
    ]);
    for (const mended of [
      "ALTER SERVER other OPTIONS (ADD sslmode 'verify-full')",
      "ALTER SERVER other OPTIONS (DROP host)",
      "ALTER SERVER other OPTIONS (SET host '/run/postgresql')",
      "DROP SERVER other",
    ])
      assert.deepEqual((await judged(`${made}; ${mended};`)).found, [], mended);
    const renamed = await judged(`${made}; ALTER SERVER other RENAME TO archive;`);
    assert.deepEqual(
      renamed.connections.map(({ madeFor }) => madeFor?.name),
      ["archive"],
    );
    const once = made.replace("SERVER", "SERVER IF NOT EXISTS");
    assert.deepEqual((await judged(once)).found, [[1, ADD]]);
    const service = "ALTER SERVER other OPTIONS (ADD service 'x'); ALTER SERVER other OPTIONS (DROP service)";
    assert.deepEqual((await judged(`${made}; ${service}`)).found, [[1, ADD]]);
    const twice = `${made};\n${once}`;
    assert.deepEqual((await judged(twice)).found, [[1, ADD]]);
  });

  test("of another wrapper is none of libpq's, and of an unknown one is undecided", async () => {
    assert.deepEqual((await judged(made.replace("postgres_fdw", "mysql_fdw"))).connections, []);
    const { found, unknown } = await judged("ALTER SERVER other OPTIONS (SET sslmode 'require')");
    assert.deepEqual(
      [found, unknown],
      [[], ["the other options of the foreign server other are not known: give its migration too"]],
    );
    assert.deepEqual((await judged("ALTER SERVER other OPTIONS (SET sslmode 'verify-full')")).unknown, []);
    assert.deepEqual((await judged("ALTER SERVER other OPTIONS (SET fetch_size '1')")).connections, []);
  });

  test("never gets another option into a fact, nor a mode that is none", async () => {
    const secret =
      "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', api_key 'hunter2', sslmode 'hunter2')";
    const { connections, unknown } = await judged(secret);
    assert.doesNotMatch(JSON.stringify([connections, unknown]), /hunter2/);
    assert.deepEqual(unknown, ["the sslmode of s is not known to libpq"]);
  });
});
