import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { MOCK_PASSWORD, mockEngine, registrations, settled } from "../../components/testing/mocks";
import type { RoleConnection } from "../../index";

mockEngine();
pulumi.runtime.setAllConfig({ "test:password": "only-a-test" }, ["test:password"]);

test("owner, app and readonly with tenant isolation on three schemas take at most 15 lines of a user's code", () => {
  const source = readFileSync(join(__dirname, "index.ts"), "utf8");
  const lines = source.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
  assert.ok(lines.length <= 15, `${lines.length} lines`);
  assert.ok(Math.max(...lines.map((line) => line.length)) <= 120, "no line is two lines in disguise");
});

test("the guide shows this very program, as a user's project imports it", () => {
  const source = readFileSync(join(__dirname, "index.ts"), "utf8");
  const shown = source.replace(/"\.\.\/\.\.\/index"; .*$/m, '"pulumi-palisade";');
  assert.notEqual(shown, source);
  const guide = readFileSync(join(__dirname, "..", "..", "docs", "guides", "getting-started.md"), "utf8");
  assert.ok(guide.includes(`\`\`\`ts\n${shown}\`\`\``));
});

test("the example makes three isolated schemas and hands out the connections", async () => {
  const program: Readonly<Record<"owner" | "app" | "readonly", RoleConnection>> = require("./index");
  for (const part of ["owner", "app", "readonly"] as const) {
    assert.equal(
      await settled(program[part].connectionString),
      `postgresql://shop_${part}:${MOCK_PASSWORD}@db.example.com:5432/shop?sslmode=verify-full&sslrootcert=ca.pem`,
    );
  }
  const [rows] = (await registrations()).filter(({ type }) => type === "palisade:index:RowSecurity");
  assert.deepEqual(rows?.inputs["schemas"], ["app", "billing", "support"]);
});
