import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { processIo } from "../../cli/io";
import { proveCommand } from "../../cli/prove";
import { TENANT_FORMS } from "../../postgres/plan/tenancy/intent";
import { FAMILIES, type Status } from "../../proofs";

const GUIDE = readFileSync(join(resolve(__dirname, "..", ".."), "docs", "guides", "proof.md"), "utf8");

/** What the table of outcomes and the JSON call each; a status that is missing here does not compile. */
const OUTCOMES: Readonly<Record<Status, string>> = {
  defended: "defended",
  "got through": "GOT THROUGH",
  vulnerable: "VULNERABLE",
  "not run": "NOT RUN",
  "not applicable": "no target",
};

/** The text of a section, up to the next heading. */
function section(heading: string): string {
  const found = GUIDE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(found, heading);
  return found;
}

describe("the guide to the proof", () => {
  test("has every family, in the order of the reports, and no other", () => {
    const named = [...section("The families").matchAll(/^- \*\*([^*]+)\*\*:/gm)].map((match) => match[1]);
    assert.deepEqual(named.map((name) => name?.toLowerCase()).sort(), Object.keys(FAMILIES).sort());
  });

  test("has every outcome, in its table and in the JSON", () => {
    const rows = [...section("Reading the table").matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1]);
    assert.deepEqual(
      rows.filter((row) => row !== "outcome" && row !== "---").sort(),
      Object.values(OUTCOMES).sort(),
    );
    const json = section("JSON, version 1");
    for (const status of Object.keys(OUTCOMES)) assert.match(json, new RegExp(`\`${status}\``), status);
    for (const field of ["defended", "gotThrough", "notRun", "vulnerable", "notApplicable", "excepted"])
      assert.match(json, new RegExp(`\`${field}`), field);
  });

  test("has every flag of the command", () => {
    for (const { long } of proveCommand(processIo()).options)
      assert.match(GUIDE, new RegExp(`${long}(?![\\w-])`), long ?? "");
  });

  test("has every form of row security", () => {
    for (const form of TENANT_FORMS)
      assert.match(section("Every form of row security"), new RegExp(`\`${form}\``), form);
  });
});
