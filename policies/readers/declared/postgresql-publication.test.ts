import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Unknown } from "../../facts/maybe";
import { findings, passed, undecided } from "../../testing/judged";
import { publicationResource, rowSecurityResource } from "../../testing/twin";

const LATER = new Unknown("the input is not known before the update");
const RULE = "publication-carries-tenants";
const rows = rowSecurityResource({}, "enabled, forced");
const FOUND = `${RULE}:shop:table app.orders via everything`;

describe("a declared publication", () => {
  test("carries a tenant's table by its name, or with all tables", () => {
    assert.deepEqual(findings(rows, publicationResource({ tables: ["app.lines", "app.orders"] })), [FOUND]);
    assert.deepEqual(findings(rows, publicationResource({ allTables: true })), [FOUND]);
  });

  test("leaves other tables, and those of other databases, alone", () => {
    for (const change of [
      {},
      { tables: ["app.lines"] },
      { tables: ["orders"] },
      { allTables: true, database: "other" },
    ]) {
      assert.deepEqual(findings(rows, publicationResource(change)), []);
      assert.ok(passed(rows, publicationResource(change)).includes(RULE));
    }
    assert.ok(!passed(rows).includes(RULE), "without publications there is nothing to judge");
  });

  test("is undecided where nobody knows what it carries", () => {
    for (const change of [{ tables: LATER }, { tables: ["app.lines", LATER] }, { allTables: LATER }])
      assert.deepEqual(undecided(rows, publicationResource(change)), [RULE]);
    const schemaAlone = { ...rows, inputs: { ...rows.inputs, tables: LATER } };
    assert.ok(undecided(schemaAlone, publicationResource({ tables: ["app.orders"] })).includes(RULE));
    assert.ok(!undecided(schemaAlone, publicationResource({ tables: ["public.x"] })).includes(RULE));
  });

  test("may be in the database at hand where it names none", () => {
    assert.deepEqual(findings(rows, publicationResource({ allTables: true, database: undefined })), [FOUND]);
  });
});
