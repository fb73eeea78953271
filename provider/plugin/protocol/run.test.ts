import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, type TestContext, test } from "node:test";
import { CreateRequest, type CreateResponse } from "@pulumi/pulumi/proto/provider_pb";
import { toStruct } from "./index";
import { engineAddress } from "./run";
import { connectProvider } from "./testing/engine";

interface PluginProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

/** A plugin that does not end is a failure of its test, and must not outlive it. */
const LIMIT = { timeout: 20_000 };
const started: ChildProcess[] = [];

async function startPlugin(): Promise<PluginProcess> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", join(__dirname, "testing", "fixture-main.ts"), "--logtostderr"],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  started.push(child);
  const output = { stdout: "", stderr: "" };
  const ended = once(child, "exit").then(([code]) => code as number | null);
  child.stderr.on("data", (chunk) => {
    output.stderr += String(chunk);
  });
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output.stdout += String(chunk);
    if (output.stdout.includes("\n")) break;
  }
  child.stdout.on("data", (chunk) => {
    output.stdout += String(chunk);
  });
  return { child, port: Number(output.stdout), output, ended };
}

function beginSlowOperation(port: number, context: TestContext): { answer: Promise<unknown> } {
  const provider = connectProvider(port);
  context.after(provider.close);
  const request = new CreateRequest();
  request.setUrn("urn:pulumi:dev::project::fixture:index:Thing::one");
  request.setProperties(toStruct({ mode: "slow" }));
  const answer = provider
    .call<CreateResponse>((client, done) => client.create(request, done))
    .then(
      () => "created",
      (error: Error) => error.message,
    );
  return { answer };
}

async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > limit) assert.fail(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("a plugin's process", () => {
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });

  test("prints the port and nothing else, and ends with status 0 at SIGINT", LIMIT, async () => {
    const plugin = await startPlugin();
    assert.match(plugin.output.stdout, /^\d+\n$/);
    plugin.child.kill("SIGINT");
    assert.equal(await plugin.ended, 0);
    assert.match(plugin.output.stdout, /^\d+\n$/);
  });

  test("rolls work in flight back and answers it before it ends at SIGINT", LIMIT, async (context) => {
    const plugin = await startPlugin();
    const slow = beginSlowOperation(plugin.port, context);
    await waitFor(() => plugin.output.stderr.includes("begun"), "the operation to begin");
    plugin.child.kill("SIGINT");
    plugin.child.kill("SIGINT");
    assert.equal(await plugin.ended, 0);
    assert.match(plugin.output.stderr, /rolled back/);
    assert.match(String(await slow.answer), /CANCELLED: rolled back/);
  });

  test(
    "rolls back and ends when the engine is gone and its end of standard input closed",
    LIMIT,
    async (context) => {
      const plugin = await startPlugin();
      beginSlowOperation(plugin.port, context);
      await waitFor(() => plugin.output.stderr.includes("begun"), "the operation to begin");
      plugin.child.stdin?.destroy();
      assert.equal(await plugin.ended, 0);
      assert.match(plugin.output.stderr, /rolled back/);
    },
  );

  test("lives on without a pipe at standard input", LIMIT, async () => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(__dirname, "testing", "fixture-main.ts")],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    started.push(child);
    const ended = once(child, "exit");
    await once(child.stdout, "data");
    const first = await Promise.race([
      ended,
      new Promise((resolve) => setTimeout(() => resolve("alive"), 300)),
    ]);
    assert.equal(first, "alive");
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  });
});

describe("the engine's address among a plugin's arguments", () => {
  for (const [args, address] of [
    [["127.0.0.1:4711"], "127.0.0.1:4711"],
    [["--logtostderr", "-v=9", "--tracing", "http://localhost:9411", "127.0.0.1:4711"], "127.0.0.1:4711"],
    [["localhost:4711"], "localhost:4711"],
    [[], ""],
    [["--logtostderr"], ""],
    [["--tracing", "http://localhost:9411/api"], ""],
  ] as const) {
    test(`${JSON.stringify(args)} gives ${JSON.stringify(address)}`, () => {
      assert.equal(engineAddress(args), address);
    });
  }
});
