import { join } from "node:path";
import { migrate } from "../../examples/shop/migrate";
import { describeEngine, type EngineInstallation, ensureEngine } from "../engine";
import { startLocalServer } from "../local";
import { stackName, wantedMajor } from "./options";
import { runPalisade } from "./palisade";
import { backendEnvironment, makePlaces, PROJECT } from "./places";
import { type Pulumi, pulumiIn } from "./pulumi";
import { duration, fail, say, step } from "./say";
import { configureStack, lastChanges, outputs, unchanged } from "./stack";
import { summary, writeEnvironmentFile } from "./summary";

/** The pack as an executable, which language hosts of every age can run. Absolute: the engine starts it from the program's folder. */
const PACK = join(PROJECT, "policies", "packs", "baseline", "palisade-baseline");

/** `npm start`: engine, server, `pulumi up`, the sample migration, `pulumi up` again, the proof, the audit, a summary. */
async function main(): Promise<void> {
  const began = Date.now();
  const major = wantedMajor();
  const stack = stackName(major);
  makePlaces();

  step("Pulumi engine");
  const engine = await ensureEngine({ log: say });
  for (const line of describeEngine(engine).trimEnd().split("\n")) say(line);
  const environment = environmentFor(engine);
  const pulumi = pulumiIn(engine.pulumi.path, { ...process.env, ...environment }, stack);

  step(`PostgreSQL ${major}, on this machine only`);
  const server = await startLocalServer({ major, log: say });
  say(
    `${server.started}: PostgreSQL ${server.version} at ${server.settings.host}:${server.settings.port}, TLS only, SCRAM only`,
  );

  step("pulumi up, under the policy pack baseline");
  const set = await configureStack(pulumi, server);
  if (set.length > 0) say(`configuration set: ${set.join(", ")}`);
  const first = await up(pulumi);

  step("the sample migration, as the owner");
  const before = await outputs(pulumi);
  const migrated = await migrate({
    connectionString: String(before["ownerConnectionString"]),
    progress: (file) => say(`applying ${file}`),
  });
  say(`${migrated.applied.length} applied, ${migrated.alreadyThere.length} already there`);

  let second = true;
  if (migrated.applied.length > 0) {
    step("pulumi up again: what the migration added is protected, then opened");
    second = await up(pulumi);
  }

  step("the proof: attacks on the live database, each rolled back");
  const connection = { ...server.settings, database: String(before["database"]) };
  const proven = await runPalisade(["prove"], connection, server.caFile);
  step("the audit: the same rules as the policy pack, on the live server");
  const audited = await runPalisade(["audit", "--fail-on", "critical"], connection, server.caFile);

  writeEnvironmentFile(environment);
  const nothing = first && second && migrated.applied.length === 0 && server.started === "already running";
  process.stdout.write(
    summary({
      server,
      stack,
      outputs: await outputs(pulumi),
      nothing,
      proven: proven === 0,
      audited: audited === 0,
    }),
  );
  say(`done in ${duration(Date.now() - began)}`);
  if (proven !== 0 || audited === 2) process.exitCode = 1;
}

/** Returns whether nothing had to be changed. Throws where the update fails: the engine has said why. */
async function up(pulumi: Pulumi): Promise<boolean> {
  const code = await pulumi.show(["up", "--yes", "--policy-pack", PACK, "--suppress-permalink=true"]);
  if (code !== 0)
    throw new Error(
      "pulumi up did not succeed; what is wrong stands above, and running npm start again continues from here",
    );
  const nothing = unchanged(await lastChanges(pulumi));
  if (nothing) say("nothing to change");
  return nothing;
}

function environmentFor(engine: EngineInstallation): Record<string, string> {
  return { ...engine.env, ...backendEnvironment() };
}

process.chdir(PROJECT);
main().catch(fail);
