import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { TEMPORARY } from "./files";
import { makeFreshData } from "./fresh-data";

test("the password that initdb reads lies by a name that is removed with the server, and only as long as it runs", async () => {
  const parent = mkdtempSync(join(tmpdir(), "palisade-fresh-"));
  try {
    const standIn = join(parent, "initdb-stand-in");
    const script = `#!/bin/sh\necho "error: $(ls -A ${parent} | tr '\\n' ' ')"\nexit 1\n`;
    writeFileSync(standIn, script, { mode: 0o755 });
    const making = makeFreshData({
      major: 17,
      programs: { initdb: standIn, pgCtl: "", postgres: "", libraries: parent },
      packageVersion: "0",
      account: undefined,
      folder: join(parent, "data"),
      password: "of-a-test",
      durable: false,
      templates: undefined,
    });
    const listed = await making.then(
      () => assert.fail("the stand-in fails"),
      (error: Error) => /error: (.*)/.exec(error.message)?.[1]?.trim().split(" ") ?? [],
    );
    const others = listed.filter((name) => name !== "data" && name !== "initdb-stand-in");
    assert.equal(others.length, 1, listed.join());
    assert.ok(others[0]?.startsWith(TEMPORARY), others[0]);
    assert.deepEqual(readdirSync(parent).sort(), ["data", "initdb-stand-in"]);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});
