import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { VERIFIER } from "../testing/declared";
import { type Analyzer, aboutResource, aboutStack, startAnalyzer, violationsIn } from "./testing/analyzer";
import { secret, UNKNOWN_TEXT } from "./testing/run-pack";

const role = (properties: object) => ({
  type: "postgresql:index/role:Role",
  name: "app",
  properties: { name: "app", login: true, connectionLimit: 5, password: secret(VERIFIER), ...properties },
});

describe("the bundle of the pack baseline, in which a request is decoded once for all policies", () => {
  let pack: Analyzer;
  before(async () => {
    const { bundlePack } = await import("../../tools/bundle-pack.mjs");
    await bundlePack("baseline");
    pack = await startAnalyzer(join(__dirname, "baseline", "main.cjs"));
  });
  after(() => pack.stop());

  const found = async (properties: object) =>
    violationsIn(
      await pack.ask("Analyze", aboutResource("AnalyzeRequest", role(properties)).serializeBinary()),
    );
  const rules = async (properties: object) => (await found(properties)).map(({ rule }) => rule);

  test("judges every request about a resource by what that one holds", async () => {
    assert.deepEqual(await rules({ superuser: true }), ["role-superuser-login"]);
    assert.deepEqual(await rules({}), []);
    assert.deepEqual(await rules({ createRole: true, createDatabase: true }), [
      "role-createdb-login",
      "role-createrole-login",
    ]);
  });

  test("tells what is not known, and unwraps a secret, for every policy of a request", async () => {
    const told = await found({ createRole: UNKNOWN_TEXT, createDatabase: true });
    assert.deepEqual(
      told.map(({ rule }) => rule),
      ["role-createdb-login", "role-createrole-login"],
    );
    assert.match(told[1]?.text ?? "", /the input createRole of app is not known before the update/);
    assert.deepEqual(await rules({ password: secret("plain") }), ["password-plaintext-input"]);
  });

  test("tells a secret from what stands in clear, also inside a map and where its value is not known yet", async () => {
    assert.deepEqual(await rules({ password: VERIFIER }), ["password-not-secret"]);
    assert.deepEqual(await rules({ password: secret(VERIFIER) }), []);
    const told = async (options: unknown) =>
      violationsIn(
        await pack.ask(
          "Analyze",
          aboutResource("AnalyzeRequest", {
            type: "postgresql:index/userMapping:UserMapping",
            name: "archive",
            properties: { serverName: "archive", userName: "app", options },
          }).serializeBinary(),
        ),
      ).flatMap(({ rule, text }) => (rule === "password-not-secret" ? [text] : []));
    const plain = await told({ user: "reader", password: "of-chance" });
    assert.match(
      plain.join(),
      /the password in the input options of user mapping archive is no secret of Pulumi/,
    );
    assert.deepEqual(await told({ user: "reader", password: UNKNOWN_TEXT }), plain, "its place is enough");
    assert.deepEqual(await told({ user: "reader", password: secret("of-chance") }), []);
    assert.deepEqual(await told({ user: "reader", password: secret(UNKNOWN_TEXT) }), []);
    assert.deepEqual(await told(secret({ user: "reader", password: "of-chance" })), []);
    assert.deepEqual(await told({ user: "reader" }), []);
  });

  test("judges requests that are on their way together each by its own", async () => {
    const answers = await Promise.all([
      rules({ superuser: true }),
      rules({}),
      rules({ bypassRowLevelSecurity: true }),
    ]);
    assert.deepEqual(answers, [["role-superuser-login"], [], ["role-bypassrls-login"]]);
  });

  test("judges the resources of a stack each by its own, and the next stack anew", async () => {
    const member = (name: string, roles: readonly string[]) =>
      aboutResource("AnalyzerResource", {
        type: "postgresql:index/role:Role",
        name,
        properties: { name, login: true, roles },
      });
    const stack = async (...resources: ReturnType<typeof member>[]) =>
      violationsIn(await pack.ask("AnalyzeStack", aboutStack(resources).serializeBinary())).map(
        ({ rule, text }) => [rule, /^role \w+/m.exec(text)?.[0]],
      );
    const reader = member("a", []);
    assert.deepEqual(await stack(reader, member("b", ["pg_read_server_files"])), [
      ["role-member-of-server-access", "role b"],
    ]);
    assert.deepEqual(await stack(reader, member("b", [])), []);
  });
});
