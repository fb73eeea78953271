import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hba, identMap } from "../testing/factories";
import { identFinding, mapsTo, matchesEverybody } from "./ident";

describe("a map of pg_ident.conf", () => {
  for (const system of ["/.*", "/^(.*)$", "/", "/^.+$", "/@", "/^(.+)@.+$", "/^[^:]*$"])
    test(`${system} matches everybody`, () => assert.ok(matchesEverybody(system)));

  for (const system of [
    "alice",
    ".*",
    "/^alice$",
    "/^(.*)@example\\.com$",
    "/^adm_",
    "/^[a-z]{3}$",
    "/(",
    "all",
  ])
    test(`${system} does not`, () => assert.ok(!matchesEverybody(system)));

  test("names a role, and from PostgreSQL 16 on all of them or those of a pattern", () => {
    assert.ok(mapsTo(identMap({ role: "dba" }), "dba", 150000));
    assert.ok(!mapsTo(identMap({ role: "dba" }), "dba2", 180000));
    for (const role of ["all", "/^db"]) {
      assert.ok(mapsTo(identMap({ role }), "dba", 160000), role);
      assert.ok(!mapsTo(identMap({ role }), "dba", 150000), role);
    }
    assert.ok(!mapsTo(identMap({ role: "/^x" }), "dba", 160000));
  });

  test("is said to be unused where no line of pg_hba.conf names it", () => {
    const message = (options: string[]) => {
      const verdict = identFinding(identMap(), [hba({ options })], "is loose");
      return verdict.verdict === "finding" ? verdict.message : "";
    };
    assert.equal(message(["map=staff"]), "line 1 of pg_ident.conf (staff alice app) is loose");
    assert.match(message(["map=staff2"]), /; no line of pg_hba\.conf uses the map yet$/);
  });
});
