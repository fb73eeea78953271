import type { ExitStatus } from "../io";
import { main } from "../main";

/** What a command left behind. */
export interface CliResult {
  readonly out: string;
  readonly err: string;
  readonly status: ExitStatus | undefined;
}

/** Runs the command line inside this process, with nothing of its environment but what is given. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  let out = "";
  let err = "";
  let status: ExitStatus | undefined;
  await main(["node", "palisade", ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: { HOME: "/nonexistent", ...env },
    finish: (result) => {
      status = result;
    },
  });
  return { out, err, status };
}
