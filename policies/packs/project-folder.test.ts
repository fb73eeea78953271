import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { projectFolder } from "./project-folder";

describe("the folder of the project that a pack judges", () => {
  let root: string;
  let project: string;
  let program: string;
  let pack: string;
  /** A process that does not exist: nobody tells where it runs. */
  const parent = 0x7fffffff;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "palisade-project-")));
    project = join(root, "project");
    program = join(project, "infra", "shop");
    pack = join(root, "pack");
    for (const folder of [program, pack]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  for (const name of ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"])
    test(`is that of ${name}, above the program`, () => {
      writeFileSync(join(project, name), "");
      assert.equal(projectFolder({ cwd: program, env: {}, parent }), project);
    });

  test("is where the engine was started, where there is no project's file", () => {
    assert.equal(projectFolder({ cwd: program, env: {}, parent }), program);
  });

  test("is counted from what the launcher noted, before the pack's own folder", () => {
    writeFileSync(join(project, "Pulumi.yaml"), "");
    assert.equal(
      projectFolder({ cwd: pack, env: { PALISADE_STARTED_IN: program, PWD: root }, parent }),
      project,
    );
  });

  test("of a pack that was given as a folder is where the language host runs, or else the shell", (t) => {
    writeFileSync(join(project, "Pulumi.yaml"), "");
    assert.equal(projectFolder({ cwd: pack, env: { PWD: program }, parent }), project);
    const before = process.cwd();
    t.after(() => process.chdir(before));
    process.chdir(program);
    const told = projectFolder({ cwd: pack, env: { PWD: root }, parent: process.pid });
    assert.equal(told, process.platform === "linux" ? project : root);
  });
});
