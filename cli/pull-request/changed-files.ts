import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { CommandFailure } from "../failure";

/** The files that were added or changed since the branch left `base`, absolute. Throws a `CommandFailure` where git cannot tell. */
export function changedFiles(base: string, cwd: string): string[] {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, {
        cwd,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 64e6,
      });
    const root = git("rev-parse", "--show-toplevel").trimEnd();
    return git("diff", "--name-only", "-z", "--diff-filter=AMRC", `${base}...HEAD`, "--")
      .split("\0")
      .filter((name) => name !== "")
      .map((name) => join(root, name));
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new CommandFailure(
      `git cannot tell what changed since ${base}: ${said}; check out with the whole history (fetch-depth: 0, GIT_DEPTH: 0, clone depth: full)`,
      error,
    );
  }
}
