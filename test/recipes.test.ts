import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { makeProgram } from "../cli/main";
import { fencedBlocks } from "./fenced-blocks";

const { load } = createRequire(__filename)("js-yaml") as { load(text: string): unknown };

const ROOT = resolve(__dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const GUIDE = read("docs/guides/pull-requests.md");
const { files } = JSON.parse(read("package.json")) as { readonly files: readonly string[] };

type Tree = Readonly<Record<string, unknown>>;

/** Every value below with the keys that lead to it. */
function* leaves(
  value: unknown,
  path: readonly string[] = [],
): Generator<readonly [path: readonly string[], value: unknown]> {
  if (typeof value !== "object" || value === null) yield [path, value];
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
}

const yamlBlocks = fencedBlocks(GUIDE)
  .filter(({ language }) => language === "yaml")
  .map(({ text }) => load(text));

/** Keys under which a recipe has commands of a shell. */
const COMMANDS = new Set(["run", "script"]);

/** All commands that the guide and the Action give to a shell. */
const commands: readonly string[] = [
  ...[load(read("action.yml")), ...yamlBlocks].flatMap((tree) =>
    [...leaves(tree)]
      .filter(([path]) => path.some((key) => COMMANDS.has(key)))
      .map(([, value]) => String(value)),
  ),
  // pre-commit puts the names of the commit's files behind it.
  ...yamlBlocks.flatMap((tree) =>
    [...leaves(tree)]
      .filter(([path]) => path.at(-1) === "entry")
      .map(([, value]) => `${value} db/migrations/1.sql`),
  ),
  ...fencedBlocks(GUIDE).flatMap(({ language, text }) => {
    if (language === "sh") return [text];
    // In quotes of three and of one, Groovy reads two backslashes as one.
    return language === "groovy"
      ? [...text.matchAll(/\bsh (?:'''([\s\S]*?)'''|'([^'\n]*)')/g)].map(([, long, short]) =>
          (long ?? short ?? "").replaceAll("\\\\", "\\"),
        )
      : [];
  }),
  // What the guide says within a sentence.
  ...[...GUIDE.matchAll(/`(npx palisade [^`]+)`/g)].map(([, command]) => command ?? ""),
];

/** The arguments of each call of the command line in a command; what a shell puts in is one name. */
function calls(command: string): string[][] {
  const flat = command.replace(/\\\n/g, " ").replace(/\$\([^)]*\)/g, "db/migrations/2.sql");
  return [...flat.matchAll(/(?:^|\n|&& )\s*npx palisade ([^\n&|]*)/g)].map(([, rest = ""]) =>
    (rest.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, "")),
  );
}

/** Reads the arguments as the command line does, and runs nothing. Throws for what it does not know. */
async function accept(args: readonly string[]): Promise<void> {
  const silent = () => undefined;
  const program = makeProgram({ out: silent, err: silent, env: {}, finish: silent });
  for (const command of program.commands) command.action(silent);
  await program.parseAsync([...args], { from: "user" });
}

describe("the GitHub Action", () => {
  const action = load(read("action.yml")) as { readonly inputs: Tree; readonly runs: Tree };
  const inputs = Object.keys(action.inputs);

  test("uses every input that it has, and has every one that it uses", () => {
    const used = [...JSON.stringify(action.runs).matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name);
    assert.deepEqual(used.toSorted(), inputs.toSorted());
  });

  test("hands over what its script reads, and nothing else", () => {
    const handed = [...JSON.stringify(action.runs).matchAll(/"PALISADE_([A-Z_]+)"/g)].map(([, name]) => name);
    const script = [...read("tools/action/main.mjs").matchAll(/given\("([A-Z_]+)"\)/g)].map(
      ([, name]) => name,
    );
    assert.deepEqual([...new Set(script)].sort(), handed.sort());
  });

  test("is documented, input by input, and every input says what it is", () => {
    const recipe = JSON.stringify(
      yamlBlocks.find((tree) => JSON.stringify(tree).includes("./node_modules/")),
    );
    for (const name of inputs) {
      assert.ok(
        GUIDE.includes(`\`${name}\``) || recipe.includes(`"${name}":`),
        `${name} is not in the guide`,
      );
      assert.ok(String((action.inputs[name] as Tree)["description"]).length > 10, name);
    }
    const given = [...leaves(JSON.parse(recipe))]
      .filter(([path]) => path.includes("with"))
      .map(([path]) => path);
    const ours = given.filter((path) => path.at(-3) === "2").map((path) => path.at(-1) ?? "");
    assert.ok(ours.length > 1);
    for (const name of ours) assert.ok(inputs.includes(name), `${name} is no input`);
  });

  test("writes the file that the recipe uploads", () => {
    const uploaded = yamlBlocks
      .flatMap((tree) => [...leaves(tree)])
      .find(([path]) => path.at(-1) === "sarif_file");
    assert.equal(uploaded?.[1], (action.inputs["sarif-file"] as Tree)["default"]);
  });
});

describe("the recipes for pull requests", () => {
  test("are read: the Action, GitHub, GitLab, Bitbucket, Jenkins and pre-commit", () => {
    assert.equal(yamlBlocks.length, 4);
    assert.ok(commands.length >= 15, commands.join("\n"));
    assert.ok(commands.flatMap(calls).length >= 6);
  });

  for (const command of new Set(commands)) {
    test(`a shell can read: ${command}`, () => {
      execFileSync("bash", ["-n"], { input: command, stdio: ["pipe", "pipe", "pipe"] });
    });
    for (const args of calls(command)) test(`the command line takes: ${args.join(" ")}`, () => accept(args));
  }

  test("have the preview under the pack, the lint of what changed, one comment and SARIF on every host", () => {
    const sections = GUIDE.split(/^### /m).filter((text) => /^(GitLab|Bitbucket|Jenkins)\n/.test(text));
    assert.equal(sections.length, 3);
    for (const section of sections) {
      assert.match(section, /pulumi preview [^#]*--policy-pack [^#]*packs\/baseline"/);
      assert.match(section, /npx palisade pull-request db\/migrations [^#]*--preview preview\.txt/);
      assert.match(section, /--sarif palisade\.sarif/);
      assert.doesNotMatch(section, /--no-comment/);
    }
  });

  test("the command line takes nothing that it does not know", async () => {
    await assert.rejects(accept(["lint", "db/migrations", "--junit"]), /unknown option/);
    await assert.rejects(accept(["lint", "db", "--format", "xml"]), /Allowed choices/);
  });

  test("what they name of the package is there, and comes with it", () => {
    const named = [
      ...[...commands.join("\n").matchAll(/node_modules\/pulumi-palisade\/([\w./-]+)/g)].map(
        ([, path]) => path ?? "",
      ),
      ...[...commands.join("\n").matchAll(/\$GITHUB_ACTION_PATH\/([\w./-]+)/g)].map(([, path]) => path ?? ""),
      // `uses: ./node_modules/pulumi-palisade`
      "action.yml",
      "bin/palisade.js",
    ];
    assert.ok(named.length >= 4, named.join());
    for (const path of named) {
      assert.ok(existsSync(join(ROOT, path)), path);
      assert.ok(
        files.some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`)),
        `${path} is not among the package's files`,
      );
    }
  });

  test("what is reported is written where the recipe looks for it", () => {
    const written = commands.flatMap((command) =>
      [...command.matchAll(/--junit (\S+\.xml)/g)].map(([, file]) => file),
    );
    assert.deepEqual(written.toSorted(), ["palisade.xml", "palisade.xml", "test-results/palisade.xml"]);
    assert.match(GUIDE, /junit: palisade\.xml/);
    assert.match(GUIDE, /junit 'palisade\.xml'/);
    assert.match(GUIDE, /recordIssues tool: sarif\(pattern: 'palisade\.sarif'\)/);
  });
});
