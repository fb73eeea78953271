import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fencedBlocks } from "../fenced-blocks";

const PROJECT = resolve(__dirname, "..", "..");
const PACKAGE = "pulumi-palisade";

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  /** Standard output and standard error, one after the other. */
  readonly text: string;
}

/**
 * Somebody else's repository, outside of the checkout: the package as npm packs it, unpacked among the libraries, and the
 * files of the guide with the names that the guide gives them.
 */
export class House {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Packs, unpacks, and writes what the guide says. */
  static async build(): Promise<House> {
    const house = new House(mkdtempSync(join(tmpdir(), "palisade-own-rules-")));
    try {
      await house.#install();
      house.#follow(readFileSync(join(PROJECT, "docs", "guides", "own-rules.md"), "utf8"));
      return house;
    } catch (error) {
      house.remove();
      throw error;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The path of a file in it. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Writes a file, and gives its path. */
  write(file: string, text: string): string {
    const path = this.path(file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Runs a program of Node.js in it. */
  node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
    // The marks of a running test runner would make another one inside of it report to the first.
    const { NODE_TEST_CONTEXT: _runner, ...own } = process.env;
    const done = spawnSync(process.execPath, args, {
      cwd: this.folder,
      env: { ...own, ...env },
      encoding: "utf8",
    });
    return { status: done.status, text: `${done.stdout}${done.stderr}` };
  }

  /** The command of the unpacked package, as `npx palisade` starts it. */
  palisade(args: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
    return this.node([this.path("node_modules", PACKAGE, "bin", "palisade.js"), ...args], env);
  }

  /** The compiler by the guide's `tsconfig.json`, or as strict for these files. */
  compile(...files: string[]): Ended {
    if (files.length === 0) return this.node([require.resolve("typescript/bin/tsc")]);
    const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
    const modules = ["--module", "node16", "--moduleResolution", "node16"];
    return this.node([require.resolve("typescript/bin/tsc"), ...flags, ...modules, ...files]);
  }

  #follow(guide: string): void {
    for (const { file, text } of fencedBlocks(guide)) {
      if (file === undefined) continue;
      const path = this.write(file, text);
      if (text.startsWith("#!")) chmodSync(path, 0o755);
    }
    this.write("package.json", '{ "name": "house", "private": true }\n');
  }

  async #install(): Promise<void> {
    const source = this.path("source");
    const { files } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { files: string[] };
    for (const file of ["package.json", ...files].filter(
      (one) => one !== "dist" && existsSync(join(PROJECT, one)),
    ))
      cpSync(join(PROJECT, file), join(source, file), { recursive: true });
    // Not into the checkout's own dist, which other tests are starting programs from.
    const { bundleProgram } = await import("../../tools/bundle-program.mjs");
    await bundleProgram("cli/main.ts", join(source, "dist", "cli", "palisade.cjs"));
    run(process.execPath, [
      require.resolve("typescript/bin/tsc"),
      "--project",
      join(PROJECT, "tsconfig.build.json"),
      "--outDir",
      join(source, "dist"),
    ]);
    run("npm", ["pack", "--ignore-scripts", "--pack-destination", this.folder, source]);
    const archive = readdirSync(this.folder).find((name) => name.endsWith(".tgz")) ?? "";
    const modules = this.path("node_modules");
    mkdirSync(join(modules, PACKAGE), { recursive: true });
    run("tar", ["-xzf", this.path(archive), "-C", join(modules, PACKAGE), "--strip-components=1"]);
    const libraries = join(PROJECT, "node_modules");
    for (const name of readdirSync(libraries).filter((one) => !one.startsWith(".") && one !== PACKAGE))
      symlinkSync(join(libraries, name), join(modules, name));
    rmSync(source, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, { cwd: PROJECT, encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`${program} ${args[0] ?? ""} ended with ${done.status}: ${done.stdout}${done.stderr}`);
}
