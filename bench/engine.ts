import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "../examples/shop/migrate";
import { startTestServer } from "../test/servers";
import { TestStack } from "../test/stack/test-stack";
import { EMPTY_PROGRAM } from "./access-engine";
import { median, type Row, seconds, table } from "./measure";

const ROUNDS = 5;

/** `up` and no-op `up` of the whole stack beside an empty program, interleaved, with and without the policy pack. */
export async function benchEngine(say: (line: string) => void): Promise<string> {
  const server = await startTestServer(18, { log_statement: "none" });
  const stacks: TestStack[] = [];
  const times = new Map<string, number[]>();
  const timed = async (name: string, stack: TestStack, args: readonly string[]) => {
    const started = performance.now();
    await stack.succeed(args);
    times.set(name, [...(times.get(name) ?? []), (performance.now() - started) / 1000]);
  };
  const up = ["up", "--yes"];
  const withPack = [...up, "--policy-pack", TestStack.PACK];
  try {
    const empty = await TestStack.create(server);
    stacks.push(empty);
    writeFileSync(join(empty.folder, "infra", "index.ts"), EMPTY_PROGRAM);
    await timed("empty program, first up", empty, up);
    const stack = await TestStack.create(server);
    stacks.push(stack);
    await timed("the stack, first up under the pack", stack, withPack);
    const outputs = await stack.outputs();
    await migrate({ connectionString: String(outputs["ownerConnectionString"]) });
    await timed("the stack, up after the migration, under the pack", stack, withPack);
    for (let round = 0; round < ROUNDS; round++) {
      say(`engine: round ${round + 1} of ${ROUNDS}`);
      await timed("empty program, no-op up", empty, up);
      await timed("the stack, no-op up", stack, up);
      await timed("empty program, no-op up under the pack", empty, withPack);
      await timed("the stack, no-op up under the pack", stack, withPack);
      await timed("the stack, preview --refresh", stack, ["preview", "--refresh"]);
    }
  } finally {
    for (const stack of stacks) stack.remove();
    await server.stop();
  }
  return report(times);
}

function report(times: ReadonlyMap<string, readonly number[]>): string {
  const of = (name: string) => median(times.get(name) ?? []);
  const base: Readonly<Record<string, string>> = {
    "the stack, first up under the pack": "empty program, first up",
    "the stack, no-op up": "empty program, no-op up",
    "the stack, no-op up under the pack": "empty program, no-op up under the pack",
    "the stack, preview --refresh": "empty program, no-op up",
  };
  const rows: Row[] = [...times].map(([what, values]) => ({
    what,
    values: {
      median: seconds(median(values)),
      "min–max": `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`,
      "over the engine's baseline": base[what] === undefined ? "" : seconds(of(what) - of(base[what])),
    },
  }));
  return `## The whole stack through the engine\n\nWhole commands, preview included, ${ROUNDS} rounds in turn.\n\n${table(rows)}\n`;
}
