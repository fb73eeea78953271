import { existsSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a pack can know of where it was started. */
export interface Start {
  /** Its working directory. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The process that started it. */
  readonly parent: number;
}

/** Names that Pulumi's command line takes for a project's file. */
const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * The folder of the project that a pack judges. A program may lie below it (`main` in Pulumi.yaml), and then the engine
 * starts the pack there; so the project's file is looked for upwards. Without one, where the engine was started.
 */
export function projectFolder(start: Start): string {
  const started = startedIn(start);
  for (let folder = started; ; folder = dirname(folder)) {
    if (PROJECT_FILES.some((name) => existsSync(join(folder, name)))) return folder;
    if (folder === dirname(folder)) return started;
  }
}

/**
 * Where the engine started the pack. An executable notes it before it changes to the pack's folder. A pack that was given as a folder is
 * started in that folder by the language host, which itself runs where the engine started it: Linux tells; elsewhere the shell's own
 * folder has to do, which is another one under `pulumi --cwd`.
 */
function startedIn({ cwd, env, parent }: Start): string {
  const noted = env["PALISADE_STARTED_IN"];
  if (noted !== undefined && noted !== "") return noted;
  if (!existsSync(join(cwd, "PulumiPolicy.yaml"))) return cwd;
  try {
    return readlinkSync(`/proc/${parent}/cwd`);
  } catch {
    return env["PWD"] ?? cwd;
  }
}
