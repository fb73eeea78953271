import { ensureEngine } from "../engine";
import { startLocalServer } from "../local";
import { stackName, wantedMajor } from "./options";
import { backendEnvironment, makePlaces, PROJECT } from "./places";
import { pulumiIn } from "./pulumi";
import { fail, say, step } from "./say";
import { protectedResources } from "./stack";

/**
 * `npm run destroy`: removes what the stack made. Refuses before anything is deleted while something is protected: the
 * engine alone would delete everything around a protected database first.
 */
async function main(): Promise<void> {
  const major = wantedMajor();
  const stack = stackName(major);
  makePlaces();
  const engine = await ensureEngine({ log: say });
  const pulumi = pulumiIn(
    engine.pulumi.path,
    { ...process.env, ...engine.env, ...backendEnvironment() },
    stack,
  );
  const stacks = JSON.parse(await pulumi.capture(["stack", "ls", "--json"])) as { name: string }[];
  if (!stacks.some(({ name }) => name === stack)) {
    say(`there is no stack ${stack}: nothing to destroy`);
    return;
  }
  const kept = await protectedResources(pulumi);
  if (kept.length > 0) {
    throw new Error(
      [
        "The database is protected, and nothing was deleted. Protected are:",
        ...kept.map((urn) => `    ${urn.split("::").slice(2).join(" ")}`),
        "To delete the database with all its data, take the protection out of the stack's state first:",
        "    source .palisade/environment",
        `    pulumi state unprotect --all --yes -s ${stack}`,
        "    npm run destroy",
      ].join("\n  "),
    );
  }
  step(`pulumi destroy of stack ${stack}`);
  await startLocalServer({ major, log: say });
  const code = await pulumi.show(["destroy", "--yes", "--suppress-permalink=true"]);
  if (code !== 0)
    throw new Error("pulumi destroy did not succeed; what is wrong stands above, and it can be run again");
  say("the server still runs: npm stop ends it");
}

process.chdir(PROJECT);
main().catch(fail);
