import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "./cache";
import { isExecutable } from "./find-program";
import { buildFurtherHosts, FURTHER_PROGRAMS } from "./go-build";
import { engineFolder, locationsFor } from "./locations";
import { exclusively } from "./lock";
import type { EngineInstallation, EngineOptions } from "./types";

/**
 * The folder with the language hosts of Python and YAML: an official engine has them beside itself; for one that was built
 * here they are built too, once for this project.
 */
export async function ensureFurtherHosts(
  engine: EngineInstallation,
  options: EngineOptions = {},
): Promise<string> {
  const beside = dirname(engine.pulumi.path);
  const whole = (folder: string) => FURTHER_PROGRAMS.every((program) => isExecutable(join(folder, program)));
  if (whole(beside)) return beside;
  const environment = options.environment ?? process.env;
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const { engines } = locationsFor(environment);
  const folder = engineFolder(engines, "further-hosts");
  const bin = join(folder, "bin");
  if (whole(bin)) return bin;
  return exclusively(engines, log, options.signal, async (signal) => {
    // Whom this process waited for may have made it.
    if (!existsSync(folder) || !whole(bin))
      await makeFolder(engines, folder, (unfinished) =>
        buildFurtherHosts({ folder: unfinished, environment, log, signal }),
      );
    return bin;
  });
}
