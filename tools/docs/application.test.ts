import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { APPLICATION_PAGE, snippetsOf, withSnippets } from "./application";

const EXAMPLES = resolve(__dirname, "..", "..", "examples", "application");

describe("the guide for the application", () => {
  const page = readFileSync(APPLICATION_PAGE, "utf8");

  test("shows the snippets as the files have them; otherwise: npx tsx tools/docs/application.ts", () => {
    assert.equal(page, withSnippets(page));
  });

  test("shows every snippet once", () => {
    const files = readdirSync(EXAMPLES).flatMap((library) =>
      readdirSync(join(EXAMPLES, library)).map((file) => `examples/application/${library}/${file}`),
    );
    assert.deepEqual(snippetsOf(page).sort(), files.sort());
    assert.equal(files.length, 11);
  });

  test("a changed snippet changes it", () => {
    assert.notEqual(
      withSnippets(page, (path) => (path.endsWith(".go") ? "package other\n" : "")),
      page,
    );
  });
});
