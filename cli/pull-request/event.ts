import { readFileSync } from "node:fs";
import { CommandFailure } from "../failure";

/** The pull request that a run is for. */
export interface PullRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** The commit that it would be merged onto. */
  readonly base: string;
  /** True where it comes from another repository: its token may write nothing here. */
  readonly fork: boolean;
}

/** Reads the event that GitHub wrote for the run. `undefined` where it is about no pull request, as after a push. */
export function readEvent(path: string): PullRequest | undefined {
  let event: unknown;
  try {
    event = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`the event file ${path} (GITHUB_EVENT_PATH) cannot be read: ${reason}`, error);
  }
  const { pull_request: request, repository } = (event ?? {}) as {
    readonly pull_request?: {
      readonly number?: unknown;
      readonly base?: { readonly sha?: unknown };
      readonly head?: { readonly repo?: { readonly full_name?: unknown } | null };
    };
    readonly repository?: { readonly full_name?: unknown };
  };
  if (request === undefined) return undefined;
  const name = repository?.full_name;
  const base = request.base?.sha;
  // Both go into an address and a command line.
  if (typeof name !== "string" || !/^[\w.-]+\/[\w.-]+$/.test(name))
    throw new CommandFailure(`the event file ${path} names no repository (repository.full_name)`);
  if (!Number.isInteger(request.number) || typeof base !== "string" || !/^[0-9a-f]{40,64}$/.test(base))
    throw new CommandFailure(
      `the event file ${path} names no pull request (pull_request.number and pull_request.base.sha)`,
    );
  // A fork that is gone has no name.
  const fork = request.head !== undefined && request.head.repo?.full_name !== name;
  return { repository: name, number: request.number as number, base, fork };
}
