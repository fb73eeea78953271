import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { RULES } from "../rules";
import { type PackConfig, PackConfigError, packConfigProblems } from "./config";
import { CONFIG_FILE, CONFIG_VARIABLE, loadPackConfig } from "./config-file";

describe("the configuration of a pack", () => {
  test("as it should be has no problems", () => {
    const config: PackConfig = {
      rules: {
        "role-createrole-login": { enforcementLevel: "advisory", allowed: ["admin"] },
        "rls-missing": { tenantColumn: "org_id" },
        "role-no-connection-limit": "disabled",
      },
      waivers: [{ key: "rls-not-forced:shop:table app.x", reason: "goes in May", expires: "2027-05-31" }],
    };
    assert.deepEqual(packConfigProblems(config, RULES), []);
    assert.deepEqual(packConfigProblems({}, RULES), []);
  });

  const table: readonly (readonly [string, unknown, RegExp])[] = [
    [
      "a rule that does not exist",
      { rules: { "role-superuser": "advisory" } },
      /no rule "role-superuser"; did you mean "role-superuser-login"\?/,
    ],
    [
      "a level that does not exist",
      { rules: { "rls-missing": "fatal" } },
      /rules\.rls-missing is "fatal": use one of mandatory, advisory, disabled/,
    ],
    [
      "an option that the rule does not have",
      { rules: { "rls-missing": { column: "x" } } },
      /rules\.rls-missing\.column is not known: use enforcementLevel, tenantColumn/,
    ],
    [
      "an option of a wrong type",
      { rules: { "rls-missing": { tenantColumn: 7 } } },
      /rules\.rls-missing\.tenantColumn must be a text/,
    ],
    [
      "a list where a text belongs",
      { rules: { "role-superuser-login": { allowed: "x" } } },
      /allowed must be a list of texts/,
    ],
    ["an unknown section", { rule: {} }, /rule is not known: use rules, waivers/],
    ["a wrong waiver", { waivers: [{ key: "x" }] }, /waivers\[0\]\.key must be/],
    ["a number", { rules: { "rls-missing": 1 } }, /rules\.rls-missing must be one of/],
    ["no object at all", [], /expected an object/],
  ];
  for (const [what, value, problem] of table) {
    test(`with ${what} says so`, () => assert.match(packConfigProblems(value, RULES).join("\n"), problem));
  }

  test("reports all mistakes at once", () => {
    const problems = packConfigProblems({ rules: { a: "b", "rls-missing": "c" }, waivers: 1, x: 2 }, RULES);
    assert.equal(problems.length, 4);
  });

  test("that names a rule or an option wrongly does not compile", () => {
    // @ts-expect-error there is no such rule
    const wrongRule: PackConfig = { rules: { "role-superuser": "advisory" } };
    // @ts-expect-error the rule has no such option
    const wrongOption: PackConfig = { rules: { "rls-missing": { column: "x" } } };
    assert.ok(wrongRule !== wrongOption);
  });
});

describe("the configuration file", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "palisade-config-"));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  test("need not be there", () => assert.deepEqual(loadPackConfig({ directory, env: {} }, RULES), {}));

  test("that the environment names must be there", () => {
    assert.throws(
      () => loadPackConfig({ directory, env: { [CONFIG_VARIABLE]: "nowhere.json" } }, RULES),
      /nowhere\.json: does not exist: correct PALISADE_POLICY_CONFIG/,
    );
  });

  test("is read from the project's folder, or from where the environment says", () => {
    writeFileSync(join(directory, CONFIG_FILE), '{"rules": {"rls-missing": "advisory"}}');
    writeFileSync(join(directory, "other.json"), '{"rules": {"rls-missing": "disabled"}}');
    assert.deepEqual(loadPackConfig({ directory, env: {} }, RULES), { rules: { "rls-missing": "advisory" } });
    assert.deepEqual(loadPackConfig({ directory, env: { [CONFIG_VARIABLE]: "other.json" } }, RULES), {
      rules: { "rls-missing": "disabled" },
    });
  });

  test("that is wrong stops the pack, with the file's name", () => {
    writeFileSync(join(directory, CONFIG_FILE), '{"rules": {"rls-mising": "advisory"}}');
    assert.throws(
      () => loadPackConfig({ directory, env: {} }, RULES),
      (error) =>
        error instanceof PackConfigError &&
        /palisade\.policy\.json: rules: there is no rule/.test(error.message),
    );
    writeFileSync(join(directory, CONFIG_FILE), "{");
    assert.throws(() => loadPackConfig({ directory, env: {} }, RULES), /not JSON/);
  });
});
