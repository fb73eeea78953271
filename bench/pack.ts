import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { RULES } from "../policies";
import { makePolicies } from "../policies/packs/policies";
import { aboutResource, aboutStack, type Message, startAnalyzer } from "../policies/packs/testing/analyzer";
import { median, table } from "./measure";

const RESOURCES = 1000;
const LIMIT = 0.5;
const ROOT = join(__dirname, "..");
const load = createRequire(__filename);

/**
 * What the pack costs: until it answers, for each of a thousand resources, asked one after the other over its own
 * protocol as the engine asks, and for the stack of them all; beside it a pack of the same framework with as many
 * policies of each kind that do nothing. Answers are taken as bytes: decoding them is the engine's, which is not JavaScript.
 */
export async function benchPack(rounds: number, say: (line: string) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  try {
    const kinds = kindsOfPolicies();
    const count = kinds.length;
    const empty = join(folder, "empty.cjs");
    writeFileSync(join(folder, "package.json"), '{ "name": "empty", "version": "1.0.0" }');
    writeFileSync(
      empty,
      `const { PolicyPack } = require(${JSON.stringify(load.resolve("@pulumi/policy"))});
new PolicyPack("empty", { policies: ${JSON.stringify(kinds)}.map((kind, at) => ({ name: "nothing-" + at, description: "nothing", enforcementLevel: "advisory", [kind]() {} })) });
`,
    );
    const variants = [
      ["the framework with policies that do nothing", empty],
      ["baseline", join(ROOT, "policies", "packs", "baseline", "main.cjs")],
    ] as const;
    const starts = new Map<string, number[]>();
    const costs = new Map<string, number[]>();
    const stacks = new Map<string, number[]>();
    for (let round = 1; round <= rounds; round++)
      for (const [name, script] of variants) {
        say(`pack: ${name}, round ${round} of ${rounds}`);
        const { start, each, stack } = await ask(script);
        starts.set(name, [...(starts.get(name) ?? []), start]);
        costs.set(name, [...(costs.get(name) ?? []), each]);
        stacks.set(name, [...(stacks.get(name) ?? []), stack]);
      }
    const of = (values: ReadonlyMap<string, number[]>, name: string) => median(values.get(name) ?? []);
    const [[nothing], [ours]] = variants;
    const beyond = of(costs, ours) - of(costs, nothing) + of(stacks, ours) - of(stacks, nothing);
    const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
    return [
      `## The pack at ${RESOURCES} resources`,
      "",
      `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}); Node ${process.versions.node}. ${rounds} rounds; ${count} policies; roles, grants, schemas and functions in turn.`,
      "",
      table(
        variants.map(([name]) => ({
          what: name,
          values: {
            "start-up": milliseconds(of(starts, name)),
            "each resource": milliseconds(of(costs, name)),
            "the stack, for each resource": milliseconds(of(stacks, name)),
          },
        })),
      ),
      "",
      table([
        {
          what: "each resource beyond the framework's own",
          values: {
            target: `≤ ${LIMIT} ms`,
            measured: milliseconds(beyond),
            "": beyond <= LIMIT ? "pass" : "miss",
          },
        },
      ]),
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the framework calls of each policy of the pack: for a resource, or for the whole stack. */
function kindsOfPolicies(): ("validateResource" | "validateStack")[] {
  const { policies } = makePolicies({
    rules: RULES,
    enforcement: () => "advisory",
    config: {},
    undecided: (reason) => new Error(reason),
  });
  return policies.map((policy) => ("validateStack" in policy ? "validateStack" : "validateResource"));
}

/** Milliseconds until the pack answers, for one resource, and for one resource's share of the whole stack. */
async function ask(
  script: string,
): Promise<{ readonly start: number; readonly each: number; readonly stack: number }> {
  const pack = await startAnalyzer(script);
  try {
    const analyze = (index: number) =>
      pack.ask("Analyze", request(index, "AnalyzeRequest").serializeBinary());
    for (let index = 0; index < 20; index++) await analyze(index);
    const from = performance.now();
    for (let index = 0; index < RESOURCES; index++) await analyze(index);
    const each = (performance.now() - from) / RESOURCES;
    const resources = Array.from({ length: RESOURCES }, (_, index) => request(index, "AnalyzerResource"));
    const everything = aboutStack(resources).serializeBinary();
    const whole = performance.now();
    await pack.ask("AnalyzeStack", everything);
    const stack = (performance.now() - whole) / RESOURCES;
    return { start: pack.start, each, stack };
  } finally {
    pack.stop();
  }
}

const KINDS: readonly (readonly [type: string, (index: number) => object])[] = [
  ["postgresql:index/role:Role", (index) => ({ name: `role_${index}`, login: true, connectionLimit: 5 })],
  [
    "postgresql:index/grant:Grant",
    (index) => ({
      database: "shop",
      role: `role_${index}`,
      objectType: "table",
      schema: "app",
      objects: [`t${index}`],
      privileges: ["SELECT"],
    }),
  ],
  [
    "postgresql:index/schema:Schema",
    (index) => ({ name: `schema_${index}`, database: "shop", owner: "shop_owner" }),
  ],
  [
    "postgresql:index/function:Function",
    (index) => ({
      name: `f${index}`,
      schema: "app",
      database: "shop",
      language: "sql",
      body: "SELECT 1",
      returns: "integer",
    }),
  ],
];

function request(index: number, kind: Parameters<typeof aboutResource>[0]): Message {
  const [type, properties] = KINDS[index % KINDS.length] as (typeof KINDS)[number];
  return aboutResource(kind, { type, name: `resource-${index}`, properties: properties(index) });
}
