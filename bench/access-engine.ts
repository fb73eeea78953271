import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestStack } from "../test/stack/test-stack";
import { BARE, declareAccess, declareRowSecurity, makeFixture } from "./access/fixture";
import { machineLine } from "./machine";
import { type Row, Samples, seconds, spread, table } from "./measure";

const TABLES = 1000;
const ROUNDS = 7;

/** The issue's limit for a no-op `up` of Access over the engine's baseline, in seconds. */
const LIMIT = 0.7;

const EMPTY = "empty program";
const ACCESS = "Access";
const BOTH = "Access and RowSecurity";
const TENANTS = "TenantIsolation";

/** The least that the engine can be asked for: a TypeScript program with one component and no provider. */
export const EMPTY_PROGRAM = `import * as pulumi from "@pulumi/pulumi";
new pulumi.ComponentResource("bench:index:Nothing", "nothing");
`;

/** No-op `up` and `preview --refresh` of Access at a thousand tables beside an empty program, in turn. */
export async function benchAccessEngine(say: (line: string) => void): Promise<string> {
  buildPackage();
  say(`access-engine: creating ${TABLES} tables`);
  const fixture = await makeFixture(TABLES);
  const stacks: TestStack[] = [];
  const samples = new Samples();
  const timed = async (name: string, stack: TestStack, args: readonly string[]) => {
    const started = performance.now();
    const output = await stack.succeed(args);
    samples.note(name, { seconds: (performance.now() - started) / 1000 });
    return output;
  };
  const make = async (program: string) => {
    const stack = await TestStack.create(fixture.server);
    stacks.push(stack);
    writeFileSync(join(stack.folder, "infra", "index.ts"), program);
    return stack;
  };
  const up = ["up", "--yes"];
  try {
    const machine = await machineLine(fixture.server.settings);
    await fixture.copy(BARE, "bench_access");
    await fixture.copy(BARE, "bench_both");
    await fixture.copy(BARE, "bench_tenants");
    const variants = [
      [EMPTY, await make(EMPTY_PROGRAM)],
      [ACCESS, await make(program("bench_access", false))],
      [BOTH, await make(program("bench_both", true))],
      [TENANTS, await make(tenantProgram("bench_tenants"))],
    ] as const;
    for (const [name, stack] of variants) await timed(`${name}: first up`, stack, up);
    for (let round = 1; round <= ROUNDS; round++) {
      say(`access-engine: round ${round} of ${ROUNDS}`);
      for (const [name, stack] of variants) {
        const output = await timed(noop(name), stack, up);
        if (/\d+ (updated|created|replaced)/.test(output)) throw new Error(`${name}: not a no-op\n${output}`);
        await timed(`${name}: preview --refresh`, stack, ["preview", "--refresh"]);
      }
    }
    return report(machine, samples);
  } finally {
    for (const stack of stacks) stack.remove();
    await fixture.server.stop();
  }
}

function buildPackage(): void {
  const build = join(__dirname, "..", "tools", "build.mjs");
  const { status } = spawnSync(process.execPath, [build, "--declarations"], { stdio: "inherit" });
  if (status !== 0) throw new Error("the package could not be built");
}

const noop = (name: string) => `${name}: no-op up`;

const PROVIDER = `const config = new pulumi.Config("palisade");
const provider = new Provider("palisade", {
  host: config.require("host"),
  port: config.requireNumber("port"),
  username: config.require("adminUser"),
  password: config.requireSecret("adminPassword"),
  caCertificateFile: config.require("caFile"),
});`;

/** The built package, as a user's program imports it; its path is known where the bench runs. */
const PACKAGE = JSON.stringify(join(__dirname, "..", "dist", "index"));

function tenantProgram(database: string): string {
  return `import * as pulumi from "@pulumi/pulumi";
import { Provider, TenantIsolation } from ${PACKAGE};
${PROVIDER}
new TenantIsolation("rows", ${JSON.stringify(declareRowSecurity(database))}, { provider });
`;
}

function program(database: string, rowSecurity: boolean): string {
  return `import * as pulumi from "@pulumi/pulumi";
import { Access, Provider, RowSecurity } from ${PACKAGE};
${PROVIDER}
const access = new Access("access", ${JSON.stringify(declareAccess(database))}, { provider });
${rowSecurity ? `new RowSecurity("rows", ${JSON.stringify(declareRowSecurity(database))}, { provider, dependsOn: access });` : "void [access, RowSecurity];"}
`;
}

function report(machine: string, samples: Samples): string {
  const rows: Row[] = samples.names().map((what) => {
    const base = what.replace(/^[^:]+/, EMPTY);
    return {
      what,
      values: {
        median: seconds(samples.seconds(what)),
        "min–max": spread(samples.times(what)),
        "over the engine's baseline":
          base === what ? "" : seconds(samples.seconds(what) - samples.seconds(base)),
      },
    };
  });
  const targets = [ACCESS, TENANTS].map((name): Row => {
    const over = samples.seconds(noop(name)) - samples.seconds(noop(EMPTY));
    return {
      what: `no-op up of ${name} over the engine's baseline`,
      values: { target: `≤ ${LIMIT} s`, measured: seconds(over), "": over <= LIMIT ? "pass" : "miss" },
    };
  });
  return [
    `## Access at ${TABLES.toLocaleString("en-US")} tables through the engine`,
    `${machine}. Whole commands, an \`up\` with its preview, ${ROUNDS} rounds in turn.`,
    table(rows),
    table(targets),
  ].join("\n\n");
}
