import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  connectionLimit,
  customSetting,
  declaredIn,
  distinct,
  duration,
  identifier,
  oneOf,
  roleName,
  schemaName,
  schemaNames,
} from "./rules";
import type { AnyRule } from "./validation";

const problems = (...rules: AnyRule[]) =>
  rules.flatMap(({ path, value, judge }) => {
    const problem = judge(value);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });

const long = "n".repeat(64);

const table: [string, AnyRule, RegExp | undefined][] = [
  ["a name", identifier("a", "shop"), undefined],
  ["a name with a quote and a space", identifier("a", 'my "shop"'), undefined],
  ["63 bytes", identifier("a", long.slice(1)), undefined],
  ["64 bytes", identifier("a", long), /64 bytes long; PostgreSQL would silently cut it to 63/],
  ["63 characters in more bytes", identifier("a", "ä".repeat(32)), /64 bytes/],
  ["an empty name", identifier("a", ""), /must not be empty/],
  ["a NUL", identifier("a", "a\0b"), /NUL/],
  ["a number for a name", identifier("a", 7 as never), /7 is not a name/],
  ["no name where none is needed", identifier("a", undefined), undefined],
  ["no name where one is needed", identifier("a", undefined, true), /is missing/],
  ["a role", roleName("a", "shop_app"), undefined],
  ["a role of PostgreSQL's", roleName("a", "pg_monitor"), /keeps for itself/],
  ["a role called public", roleName("a", "public"), /keeps for itself/],
  ["a role called none", roleName("a", "none"), /keeps for itself/],
  ["a schema", schemaName("a", "app"), undefined],
  ["the schema public", schemaName("a", "public"), undefined],
  ["a schema of PostgreSQL's", schemaName("a", "pg_temp"), /keeps for itself/],
  ["the information schema", schemaName("a", "information_schema"), /keeps for itself/],
  ["a schema that search_path takes for the user", schemaName("a", "$user"), /keeps for itself/],
  ["seconds", duration("a", "30s"), undefined],
  ["minutes", duration("a", "5min"), undefined],
  ["milliseconds without a unit", duration("a", "500"), undefined],
  ["off", duration("a", "0"), undefined],
  ["24 days", duration("a", "24d"), undefined],
  ["more milliseconds than PostgreSQL counts", duration("a", "25d"), /"25d" is no time/],
  ["a negative time", duration("a", "-1"), /no time/],
  ["a fraction", duration("a", "1.5s"), /no time/],
  ["another unit", duration("a", "5 minutes"), /no time/],
  ["an empty time", duration("a", ""), /no time/],
  ["a number for a time", duration("a", 30 as never), /no time/],
  ["one session", connectionLimit("a", 1), undefined],
  ["no session", connectionLimit("a", 0), /0 is not a whole number from 1 to 262143/],
  ["no limit", connectionLimit("a", -1), /-1 is not/],
  ["half a session", connectionLimit("a", 1.5), /1.5 is not/],
  ["text for a number", connectionLimit("a", "5" as never), /"5" is not/],
  ["a word of the set", oneOf("a", "uuid", ["uuid", "text"]), undefined],
  ["another word", oneOf("a", "UUID", ["uuid", "text"]), /"UUID" is not one of "uuid", "text"/],
  ["an own setting", customSetting("a", "app.tenant_id"), undefined],
  ["a setting without a dot", customSetting("a", "tenant_id"), /with a dot/],
  ["a setting with a hyphen", customSetting("a", "app.tenant-id"), /with a dot/],
  ["a setting with two dots", customSetting("a", "a.b.c"), /with a dot/],
  ["a setting that would end a statement", customSetting("a", "app.x; DROP"), /with a dot/],
  ["declared elsewhere", declaredIn("a", "app", ["app"], "the schemas"), undefined],
  [
    "declared nowhere",
    declaredIn("a", "aap", ["app", "billing"], "the schemas"),
    /"aap" is not one of the schemas: "app", "billing"/,
  ],
  ["all different", distinct("a", ["x", "y"], "role"), undefined],
  ["one twice", distinct("a", ["x", "y", "x"], "role"), /names the role "x" twice/],
];

describe("a rule for arguments", () => {
  for (const [what, rule, expected] of table) {
    test(`${expected === undefined ? "accepts" : "refuses"}: ${what}`, () => {
      const found = problems(rule);
      if (expected === undefined) assert.deepEqual(found, []);
      else assert.match(found.join("\n"), expected);
    });
  }

  test("names every schema that is not right, and the list for the list's own problems", () => {
    assert.deepEqual(problems(...schemaNames("schemas", [])), [
      "schemas: names no schema; give at least one",
    ]);
    assert.deepEqual(problems(...schemaNames("schemas", ["app", "", "app"])), [
      "schemas[1]: a name must not be empty",
      'schemas: names the schema "app" twice',
    ]);
  });
});
