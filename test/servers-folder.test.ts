import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { folderInMemory, SERVERS_FOLDERS, serversFolder } from "./servers-folder";

const MEMORY = "/dev/shm";

function isInMemory(path: string): boolean {
  try {
    return statfsSync(path).type === 0x01021994;
  } catch {
    return false;
  }
}

/** A folder of one's own below another. */
function withFolder(parent: string, use: (folder: string) => void): void {
  const folder = mkdtempSync(join(parent, "palisade-memory-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the folder of the tests' servers", () => {
  test("is one of those that are searched for what a run left", () => {
    const folder = serversFolder();
    assert.ok(SERVERS_FOLDERS.includes(folder), folder);
    assert.ok(statSync(folder).isDirectory());
  });

  test("is not in memory where there is no such file system", () => {
    assert.equal(folderInMemory(join(tmpdir(), "no-such-folder"), 0), undefined);
    if (!isInMemory(tmpdir()))
      withFolder(tmpdir(), (disk) => assert.equal(folderInMemory(disk, 0), undefined));
  });
});

describe("a file system in memory", { skip: !isInMemory(MEMORY) && `${MEMORY} is none here` }, () => {
  test("gets one folder for this project, which nobody else may write to", () =>
    withFolder(MEMORY, (memory) => {
      const folder = folderInMemory(memory, 0);
      assert.ok(folder !== undefined);
      assert.equal(folderInMemory(memory, 0), folder);
      assert.equal(statSync(folder).mode & 0o022, 0);
    }));

  test("is left alone where it, or the machine's memory, has too little room", () =>
    withFolder(MEMORY, (memory) => {
      assert.equal(folderInMemory(memory, Number.MAX_SAFE_INTEGER), undefined);
      assert.deepEqual(readdirSync(memory), []);
    }));

  test("is left alone where the folder's name leads elsewhere, or others may write to the folder", () =>
    withFolder(MEMORY, (memory) => {
      const folder = folderInMemory(memory, 0) ?? "";
      chmodSync(folder, 0o777);
      assert.equal(folderInMemory(memory, 0), undefined);
      rmSync(folder, { recursive: true });
      symlinkSync(tmpdir(), folder);
      assert.equal(folderInMemory(memory, 0), undefined);
    }));
});
