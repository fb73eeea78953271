import { spawn } from "node:child_process";
import { parse } from "node:path";
import { type Account, asAccount } from "./account";
import type { Programs } from "./distribution";

/** What a program of PostgreSQL said. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/**
 * The environment of PostgreSQL's programs: only what they need. The caller's holds passwords and tokens, which
 * a database's superuser could read from the server's process.
 */
export function serverEnvironment(programs: Programs): NodeJS.ProcessEnv {
  const inherited = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"]
    .map((name) => [name, process.env[name]] as const)
    .filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(inherited),
    // English messages, because they are looked at; the C library's rules, because they are the same everywhere.
    LC_ALL: "C",
    LD_LIBRARY_PATH: programs.libraries,
    DYLD_LIBRARY_PATH: programs.libraries,
  };
}

/** Runs a program to its end. Arguments must hold no secret: any user of the machine can read them. `input` may. */
export function runProgram(
  program: string,
  parameters: readonly string[],
  programs: Programs,
  account: Account | undefined,
  input = "",
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      ...asAccount(account),
      // A folder that every account can enter: the programs look up where they are.
      cwd: parse(program).root,
      env: serverEnvironment(programs),
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.stderr.on("data", (part: Buffer) => parts.push(part));
    child.on("error", reject);
    // It may end before it has read anything.
    child.stdin.on("error", () => undefined).end(input);
    child.on("close", (status) => resolve({ status, output: Buffer.concat(parts).toString("utf8").trim() }));
  });
}
