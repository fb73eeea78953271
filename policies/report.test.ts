import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Finding } from "./finding";
import { makeReport } from "./report";

const FINDING: Finding = {
  key: "rls-not-forced:shop:table app.orders",
  rule: "rls-not-forced",
  severity: "high",
  object: { kind: "table", database: "shop", schema: "app", name: "orders" },
  message: "not forced",
  fix: "force it",
  references: ["https://example.com/"],
};

describe("the report, version 1", () => {
  const report = makeReport(
    {
      findings: [FINDING, { ...FINDING, key: "x", waived: { reason: "goes in May", expires: "2027-05-31" } }],
      unknown: [{ rule: "hba-trust", reason: "GRANT" }],
      notApplicable: [{ rule: "tls-off", reason: "no TCP" }],
      passed: ["fsync-off", "role-superuser-login"],
      failed: [],
    },
    {
      kind: "server",
      host: "h",
      port: 5432,
      database: "shop",
      serverVersion: "18.6",
      platform: "self-hosted",
    },
    "1.2.3",
  );

  test("is what the contract says, to the letter", () => {
    assert.deepEqual(report, {
      schemaVersion: 1,
      tool: { name: "palisade", version: "1.2.3" },
      target: {
        kind: "server",
        host: "h",
        port: 5432,
        database: "shop",
        serverVersion: "18.6",
        platform: "self-hosted",
      },
      summary: {
        critical: 0,
        high: 1,
        medium: 0,
        low: 0,
        info: 0,
        waived: 1,
        unknown: 1,
        notApplicable: 1,
        passed: 2,
      },
      findings: [FINDING, { ...FINDING, key: "x", waived: { reason: "goes in May", expires: "2027-05-31" } }],
      unknown: [{ rule: "hba-trust", reason: "GRANT" }],
      notApplicable: [{ rule: "tls-off", reason: "no TCP" }],
      passed: ["fsync-off", "role-superuser-login"],
    });
  });

  test("has its parts in the contract's order", () => {
    assert.deepEqual(Object.keys(report), [
      "schemaVersion",
      "tool",
      "target",
      "summary",
      "findings",
      "unknown",
      "notApplicable",
      "passed",
    ]);
  });
});
