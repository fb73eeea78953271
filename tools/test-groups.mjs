// Puts test files together that run in one process: to start one and to load what the files share takes a second of a
// processor, which is more than most files need for their tests.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How many files share a process. Few enough that the last groups of a run end at about the same time. */
const TOGETHER = { long: 1, engine: 1, server: 8, unit: 12 };

/** The longest first, so that no processor is idle at the end of a run. */
const ORDER = ["long", "engine", "server", "unit"];

/**
 * What a file may not do beside others: change what belongs to the whole process, have Pulumi's one engine mocked, or
 * hook into every test (a hook outside of any suite is the hook of all files).
 */
const NEEDS_ITS_OWN_PROCESS =
  /^(?:before|after|beforeEach|afterEach)\(|\bprocess\.(?:env(?:\.\w+|\[[^\]]+\]) = |chdir|exit|on\(|umask|std\w+\.write = )|\bdelete process\.|\bObject\.assign\(process\.|\bglobalThis\b|\bmock\.|\b(?:mockEngine|setMocks)\b/m;

/**
 * The files that Node's runner is given for these test files: one a process, in the order of their names. `remove` takes
 * away what was written for it.
 */
export function groupTests(root, files, categoryOf) {
  const folder = mkdtempSync(join(tmpdir(), "palisade-tests-"));
  const groups = ORDER.flatMap((category) => {
    const own = files.filter((file) => categoryOf(file) === category);
    const alone = own.filter((file) => NEEDS_ITS_OWN_PROCESS.test(readFileSync(join(root, file), "utf8")));
    return [
      ...alone.map((file) => [file]),
      ...chunks(
        own.filter((file) => !alone.includes(file)),
        TOGETHER[category],
      ),
    ];
  });
  const written = groups.map((group, at) => {
    const file = join(folder, `${String(at).padStart(4, "0")}.test.cjs`);
    writeFileSync(file, group.map((one) => `require(${JSON.stringify(join(root, one))});\n`).join(""));
    return file;
  });
  return { files: written, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function chunks(items, size) {
  return items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];
}
