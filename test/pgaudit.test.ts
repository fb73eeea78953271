import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findPgAudit } from "./pgaudit";

test("the newest pgAudit is found of those that are there, and where there is none, the error says what to do", () => {
  const root = mkdtempSync(join(tmpdir(), "palisade-pgaudit-"));
  try {
    assert.throws(
      () => findPgAudit([root]),
      /no pgAudit was found: unpack the package .* postgresql-15-pgaudit/,
    );
    for (const major of [15, 17]) {
      const folder = join(root, "usr", "lib", "postgresql", String(major), "lib");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "pgaudit.so"), "");
    }
    const { library, major } = findPgAudit([join(root, "nowhere"), root]);
    assert.equal(major, 17);
    assert.equal(library, join(root, "usr", "lib", "postgresql", "17", "lib", "pgaudit.so"));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
