import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { VERIFIER } from "../testing/declared";
import { type Analyzer, aboutResource, aboutStack, startAnalyzer, violationsIn } from "./testing/analyzer";
import { UNKNOWN_TEXT } from "./testing/run-pack";

const role = (properties: object) => ({
  type: "postgresql:index/role:Role",
  name: "app",
  properties: { name: "app", login: true, connectionLimit: 5, password: VERIFIER, ...properties },
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
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "plain" };
    assert.deepEqual(await rules({ password: secret }), ["password-plaintext-input"]);
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
