import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, test } from "node:test";
import ts from "typescript";

const ROOT = resolve(__dirname, "..");

/**
 * Who may import whom: room → rooms. What is not named here may not be imported. `types` are rooms of which only types
 * may be imported, which leaves nothing at run time.
 */
const ARROWS: Readonly<
  Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>
> = {
  postgres: { values: [] },
  provider: { values: ["postgres", "proofs"] },
  components: { values: ["provider", "postgres"] },
  infra: { values: ["components", "provider", "postgres"] },
  policies: { values: ["postgres"], types: ["provider"] },
  proofs: { values: ["postgres"] },
  backup: { values: ["postgres"] },
  cli: { values: ["postgres", "policies", "proofs", "backup"] },
  examples: { values: ["index", "components", "provider", "postgres"] },
  index: { values: ["components", "provider", "postgres"] },
  tools: {
    values: [
      "postgres",
      "provider",
      "components",
      "infra",
      "policies",
      "proofs",
      "backup",
      "cli",
      "examples",
      "test",
    ],
  },
  bench: {
    values: [
      "postgres",
      "provider",
      "components",
      "infra",
      "policies",
      "proofs",
      "backup",
      "cli",
      "examples",
      "tools",
      "test",
    ],
  },
  test: {
    values: [
      "postgres",
      "provider",
      "components",
      "infra",
      "policies",
      "proofs",
      "backup",
      "cli",
      "examples",
      "index",
      "tools",
    ],
  },
};

/** Tests and their fixtures may also use the real servers and engines that `test` and `tools` start. */
const TEST_EXTRA = ["test", "tools", "examples"];

interface Import {
  readonly file: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (["node_modules", "dist", ".git", ".palisade"].includes(entry.name)) return [];
    if (entry.isDirectory()) return sources(path);
    return /\.[cm]?tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every import of a file of ours, read by the compiler's own parser. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith("."))
      return;
    found.push({
      file: relative(ROOT, file),
      to: relative(ROOT, resolve(dirname(file), specifier.text)),
      typeOnly,
    });
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node)) {
      const called = node.expression.getText(source);
      if (called === "require" || called === "import" || called === "require.resolve")
        add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

/** The room of a path: its first folder, or the name of a file at the top. */
function roomOf(path: string): string {
  return (path.split(sep)[0] ?? "").replace(/\.ts$/, "");
}

/** Why an import goes against the arrows, or `undefined` where it does not. */
function judge({ file, to, typeOnly }: Import): string | undefined {
  const from = roomOf(file);
  const room = roomOf(to);
  const arrows = ARROWS[from];
  if (arrows === undefined) return `${file}: the room ${from} is not in the plan`;
  if (room === from || arrows.values.includes(room)) return undefined;
  if (typeOnly && arrows.types?.includes(room)) return undefined;
  const forTests = /\.test\.ts$|(^|[\\/])testing[\\/]/.test(file);
  if (forTests && TEST_EXTRA.includes(room)) return undefined;
  return `${file} imports ${to}: ${from} may import only ${arrows.values.join(", ") || "nothing of ours"}`;
}

describe("the arrows of the house", () => {
  test("no import goes against them", () => {
    const files = sources(ROOT);
    assert.ok(files.length > 50, "the sources were found");
    const wrong = files
      .flatMap(importsOf)
      .map(judge)
      .filter((reason) => reason !== undefined);
    assert.deepEqual(wrong, []);
  });

  const table: readonly (readonly [string, Import, boolean])[] = [
    [
      "postgres knows no Pulumi room",
      { file: "postgres/a.ts", to: "provider/sdk/index", typeOnly: false },
      false,
    ],
    ["not even its types", { file: "postgres/a.ts", to: "provider/sdk/index", typeOnly: true }, false],
    [
      "policies may use the resource classes as types",
      { file: "policies/a.ts", to: "provider/sdk/index", typeOnly: true },
      true,
    ],
    ["and not as values", { file: "policies/a.ts", to: "provider/sdk/index", typeOnly: false }, false],
    ["a proof knows no resource", { file: "proofs/a.ts", to: "provider/sdk/index", typeOnly: true }, false],
    [
      "a resource may be a proof",
      { file: "provider/plugin/a.ts", to: "proofs/index", typeOnly: false },
      true,
    ],
    ["cli does not import components", { file: "cli/a.ts", to: "components/index", typeOnly: false }, false],
    [
      "nothing but bench and test imports tools",
      { file: "infra/a.ts", to: "tools/local/index", typeOnly: false },
      false,
    ],
    [
      "a test may start a server",
      { file: "infra/a.server.test.ts", to: "test/servers", typeOnly: false },
      true,
    ],
    [
      "a new room needs a place in the plan",
      { file: "attic/a.ts", to: "postgres/a", typeOnly: false },
      false,
    ],
  ];
  for (const [name, example, allowed] of table) {
    test(`the judge can fail: ${name}`, () => assert.equal(judge(example) === undefined, allowed));
  }
});
