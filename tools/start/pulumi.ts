import { spawn } from "node:child_process";
import { PROJECT } from "./places";

/** The CLI on one stack, with the environment that its commands need. */
export interface Pulumi {
  /** Runs a command and returns what it printed. Throws with its output where it fails. */
  capture(args: readonly string[], input?: string): Promise<string>;
  /** Runs a command whose output the person sees. Returns its exit code. */
  show(args: readonly string[]): Promise<number>;
  /** Makes the stack where it is missing. */
  ensureStack(): Promise<void>;
}

/**
 * Commands run in the project's folder, on one stack, without selecting it for anybody else. Secrets go in by `input`,
 * never by an argument that a process list would show.
 */
export function pulumiIn(path: string, environment: NodeJS.ProcessEnv, stack: string): Pulumi {
  const onStack: NodeJS.ProcessEnv = { ...environment, PULUMI_STACK: stack };
  const capture = (args: readonly string[], input = ""): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(path, [...args], { cwd: PROJECT, env: onStack, stdio: ["pipe", "pipe", "pipe"] });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve(Buffer.concat(out).toString());
        else
          reject(
            new Error(
              `pulumi ${args[0]} failed:\n${Buffer.concat([...err, ...out])
                .toString()
                .trim()}`,
            ),
          );
      });
    });
  return {
    capture,
    ensureStack: async () => {
      const stacks = JSON.parse(await capture(["stack", "ls", "--json"])) as { name: string }[];
      if (!stacks.some(({ name }) => name === stack)) await capture(["stack", "init", stack, "--no-select"]);
    },
    show: (args) =>
      new Promise((resolve, reject) => {
        const child = spawn(path, [...args], {
          cwd: PROJECT,
          env: onStack,
          stdio: ["ignore", "inherit", "inherit"],
        });
        // Ctrl-C reaches the child too, which ends in order; its code is then the answer.
        const wait = () => undefined;
        process.on("SIGINT", wait);
        child.on("error", reject);
        child.on("close", (code) => {
          process.off("SIGINT", wait);
          resolve(code ?? 1);
        });
      }),
  };
}
