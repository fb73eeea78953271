import { accountOf } from "./account";
import { findDistribution, type Major } from "./distribution";
import { LocalServerError } from "./errors";
import { placeForPrograms } from "./places";
import { findPostmaster } from "./postmaster";
import { runProgram } from "./programs";
import { readState } from "./state";

/** Stops the server of a folder, whose lock the caller holds. */
export async function stop(directory: string): Promise<"stopped" | "was not running"> {
  const state = readState(directory);
  if (state === undefined || findPostmaster(state.dataDirectory).state !== "running")
    return "was not running";
  const account = accountOf(state.dataDirectory);
  const programs = placeForPrograms(
    findDistribution(state.major as Major),
    directory,
    account,
    () => undefined,
  );
  const stopping = (mode: string): ReturnType<typeof runProgram> =>
    runProgram(
      programs.pgCtl,
      ["stop", `--pgdata=${state.dataDirectory}`, `--mode=${mode}`, "--wait", "--timeout=30"],
      programs,
      account,
    );
  await stopping("fast");
  if (findPostmaster(state.dataDirectory).state !== "running") return "stopped";
  // A session that doesn't end in half a minute is broken off; the next start recovers.
  const { output } = await stopping("immediate");
  if (findPostmaster(state.dataDirectory).state !== "running") return "stopped";
  throw new LocalServerError("failed", `the server in ${directory} cannot be stopped: ${output}`);
}
