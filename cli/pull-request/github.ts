import { CommandFailure } from "../failure";
import type { PullRequest } from "./event";

/** Where GitHub's API is, and with what it is asked. The token appears in no message. */
export interface GitHub {
  readonly api: string;
  readonly token: string;
}

/** The token may not do it. */
export class NotAllowed extends CommandFailure {}

interface Comment {
  readonly id: number;
  readonly body?: string | null;
}

/** Milliseconds that one request may take. */
const TIMEOUT = 30_000;

/** Comments on a page, the most that the API gives. */
const PAGE = 100;

/**
 * Writes the one comment that begins with the marker: in the place of the one that is there, or as a new one. Somebody else's
 * comment that begins alike, which may not be changed, is left alone.
 */
export async function putComment(
  github: GitHub,
  { repository, number }: PullRequest,
  marker: string,
  text: string,
): Promise<"created" | "updated"> {
  const body = `${marker}\n${text}`;
  const comments = `/repos/${repository}/issues/${number}/comments`;
  for (const comment of await commentsWith(github, comments, marker)) {
    const answer = await ask(github, "PATCH", `/repos/${repository}/issues/comments/${comment.id}`, { body });
    if (answer.ok) return "updated";
    if (answer.status !== 403 && answer.status !== 404) throw await failure("updating the comment", answer);
  }
  const answer = await ask(github, "POST", comments, { body });
  if (!answer.ok) throw await failure("writing the comment", answer);
  return "created";
}

async function commentsWith(github: GitHub, path: string, marker: string): Promise<Comment[]> {
  const found: Comment[] = [];
  for (let page = 1; ; page++) {
    const answer = await ask(github, "GET", `${path}?per_page=${PAGE}&page=${page}`);
    if (!answer.ok) throw await failure("reading the comments", answer);
    const comments = (await answer.json()) as Comment[];
    found.push(...comments.filter(({ body }) => body?.startsWith(marker) === true));
    if (comments.length < PAGE) return found;
  }
}

async function ask({ api, token }: GitHub, method: string, path: string, body?: object): Promise<Response> {
  try {
    return await fetch(`${api}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "palisade",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message;
    throw new CommandFailure(`${api} does not answer: ${cause ?? String(error)}`, error);
  }
}

async function failure(what: string, answer: Response): Promise<CommandFailure> {
  const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
  const text = `${what} failed: ${answer.status} ${message ?? ""}`.trimEnd();
  return answer.status === 403
    ? new NotAllowed(`${text}; the job needs the permission pull-requests: write`)
    : new CommandFailure(text);
}
