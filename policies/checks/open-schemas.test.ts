import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PUBLIC } from "../../postgres/model/acl";
import type { Facts, FactsByType } from "../facts/facts";
import { UndecidedError, Unknown } from "../facts/maybe";
import { DATABASE, database, grant, privileges, role } from "../testing/factories";
import { openSchemas } from "./open-schemas";

const creates = (grantee: string, kind: "schema" | "database", name: string) =>
  grant({ object: { kind, database: DATABASE, name }, grantee, privileges: privileges("CREATE") });

const world = (facts: FactsByType): Facts => ({ world: "server", facts });

const found = (path: string, facts: FactsByType, trusted: readonly string[] = []) =>
  openSchemas(
    path,
    world({ role: [role()], database: [database({ schemas: ["app"] })], ...facts }),
    trusted,
  ).map(({ what }) => what);

describe("a stored search path", () => {
  test("names a schema in which others create", () => {
    const open = { grant: [creates(PUBLIC, "schema", "app"), creates("app", "schema", "app")] };
    assert.deepEqual(found('"app", pg_temp', open), ["schema app, in which PUBLIC, app may create objects"]);
    assert.deepEqual(found("other", open), []);
  });

  test("names one that is not there and that others may make", () => {
    const maker = { grant: [creates("app", "database", DATABASE)] };
    assert.deepEqual(found('"$user", pg_catalog, app, "New One"', maker), [
      'schema "New One", which is not there and which app may create',
    ]);
    assert.deepEqual(found("nowhere", { grant: [] }), []);
  });

  test("is no matter where it is a platform's role, a trusted one, or the owner who creates", () => {
    for (const [grantee, trusted] of [
      ["rds_superuser", []],
      ["app", ["app"]],
      ["owner", []],
    ] as const)
      assert.deepEqual(found("app", { grant: [creates(grantee, "schema", "app")] }, trusted), [], grantee);
  });

  test("is undecided where it is not known which schema a grant is for", () => {
    const doubtful = { ...creates(PUBLIC, "schema", "app"), unidentified: new Unknown("not known") };
    assert.throws(() => found("app", { grant: [doubtful] }), UndecidedError);
  });
});
