import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, test } from "node:test";
import { runCli } from "../../cli/testing/run-cli";
import { isAtLeast, type Report } from "../../policies";

/** Badly written migrations in the form of each tool. A comment in front of a statement names the rules that must find it. */
const FORMS = join(__dirname, "migrations");

const FOUND = /^-- found: (.*)$/;

/** What a tool calls the tenant's column, where it is not `tenant_id`. */
const FLAGS: Readonly<Record<string, readonly string[]>> = { prisma: ["--tenant-column", "tenantId"] };

/** `file:line rule` for every comment, of the line behind it. */
function expectedIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sql"))
    .flatMap((file) =>
      readFileSync(join(folder, file), "utf8")
        .split("\n")
        .flatMap((line, at) => {
          const rules = FOUND.exec(line)?.[1]?.split(", ") ?? [];
          return rules.map((rule) => `${file}:${at + 2} ${rule}`);
        }),
    );
}

describe("migrations that were written without a look at the rules, linted cold", () => {
  for (const form of readdirSync(FORMS))
    test(`${form}: all that is bad is found at its line, and nothing else`, async () => {
      const folder = join(FORMS, form);
      const { out, err } = await runCli(["lint", folder, "--format", "json", ...(FLAGS[form] ?? [])]);
      assert.equal(err, "");
      const { findings } = JSON.parse(out) as Report;
      const found = findings
        .filter(({ severity }) => isAtLeast(severity, "medium"))
        .map(({ rule, object: { source } }) => {
          const file = relative(folder, join(process.cwd(), source?.file ?? ""));
          return `${file}:${source?.line} ${rule}`;
        });
      assert.deepEqual([...new Set(found)].sort(), expectedIn(folder).sort());
    });
});
