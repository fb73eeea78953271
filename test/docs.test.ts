import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, test } from "node:test";
import ts from "typescript";
import { VERSION } from "../provider/sdk/version";
import { fencedBlocks } from "./fenced-blocks";

const ROOT = resolve(__dirname, "..");
const PAGES = ["README.md", "CHANGELOG.md", ...markdownIn("docs"), ...markdownIn("examples")];

function markdownIn(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/**
 * The `ts` blocks of the pages, each as a file of its own beside its page; where the page names the file, it has that name,
 * so that another block may import it.
 */
function blocks(): Map<string, string> {
  const found = new Map<string, string>();
  for (const page of PAGES) {
    for (const [index, block] of fencedBlocks(readFileSync(join(ROOT, page), "utf8")).entries()) {
      if (block.language === "ts")
        found.set(join(ROOT, `${page}.blocks`, block.file ?? `${index}.ts`), block.text);
    }
  }
  return found;
}

function problemsOf(sources: ReadonlyMap<string, string>): string[] {
  const parsed = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    ROOT,
  );
  const options: ts.CompilerOptions = {
    ...parsed.options,
    noEmit: true,
    declaration: false,
    noUnusedLocals: false,
    paths: {
      "pulumi-palisade": [join(ROOT, "index.ts")],
      "pulumi-palisade/rules/testing": [join(ROOT, "policies/exports/testing.ts")],
      "pulumi-palisade/*": [join(ROOT, "policies/exports/*.ts")],
    },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.directoryExists = (path) =>
    ts.sys.directoryExists(path) || [...sources.keys()].some((file) => file.startsWith(`${path}/`));
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = sources.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(
      (one) => `${relative(ROOT, path)}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`,
    );
  });
}

describe("the documentation", () => {
  test("every TypeScript block compiles against the package", () => {
    const sources = blocks();
    assert.ok(sources.size > 0, "there are blocks");
    assert.deepEqual(problemsOf(sources), []);
  });

  test("a block with a mistake would be found", () => {
    const wrong = new Map([
      [
        join(ROOT, "wrong.ts"),
        'import { HardenedDatabase } from "pulumi-palisade";\nnew HardenedDatabase("x", {});\n',
      ],
    ]);
    assert.equal(problemsOf(wrong).length, 1);
  });

  test("every relative link leads to a file", () => {
    const broken = PAGES.flatMap((page) => {
      const text = readFileSync(join(ROOT, page), "utf8");
      return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
        .map((match) => match[1] ?? "")
        .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(resolve(ROOT, dirname(page), link)))
        .map((link) => `${page} → ${link}`);
    });
    assert.deepEqual(broken, []);
  });

  test("the scripts that the README names exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [
      ...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(
        /npm (?:run )?(start|stop|test|destroy|engine|bench|lint|build)\b/g,
      ),
    ];
    assert.ok(named.length > 8);
    for (const [, name] of named) assert.ok(name !== undefined && scripts[name] !== undefined, name);
  });
});

test("the version in the sources is the package's", () => {
  const { version, pulumi } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    version: string;
    pulumi: { version: string };
  };
  assert.deepEqual([VERSION, pulumi.version], [version, version]);
});
