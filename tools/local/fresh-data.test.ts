import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { TEMPORARY } from "./files";
import { makeFreshData } from "./fresh-data";

test("an error of the server that sets a copy's password repeats a statement without it", async () => {
  const parent = mkdtempSync(join(tmpdir(), "palisade-fresh-"));
  try {
    const stand = (name: string, script: string) => {
      const path = join(parent, name);
      writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return path;
    };
    const options = {
      major: 17,
      programs: {
        initdb: stand("initdb-stand-in", "exit 0"),
        pgCtl: "",
        postgres: stand("postgres-stand-in", 'echo "ERROR:  no"; echo "STATEMENT:  $(cat)"'),
        libraries: parent,
      },
      packageVersion: "0",
      account: undefined,
      password: "of-a-test",
      durable: false,
      templates: join(parent, "templates"),
    } as const;
    await makeFreshData({ ...options, folder: join(parent, "first") });
    await assert.rejects(makeFreshData({ ...options, folder: join(parent, "second") }), (error: Error) => {
      assert.match(error.message, /STATEMENT: {2}ALTER ROLE "postgres" PASSWORD 'SCRAM-SHA-256\$4096:/);
      assert.doesNotMatch(error.message, /of-a-test/);
      return true;
    });
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});

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
