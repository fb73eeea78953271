import { CommandFailure } from "../failure";

/** A host's interface for the comments of one pull request. The credentials in its headers appear in no message. */
export interface CommentApi {
  /** Where the interface is, without a slash at the end. */
  readonly api: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The path under which comments are listed and made. */
  readonly comments: string;
  /** The path of one of them. */
  comment(id: number): string;
  readonly updateBy: "PATCH" | "PUT";
  /** The comments of a page of the list, and the query that asks for it. */
  page(number: number, size: number): string;
  read(answer: unknown): readonly { readonly id: number; readonly text: string | undefined }[];
  /** A comment as it is sent. */
  body(text: string): object;
  /** What the credentials must be allowed, as the host calls it. */
  readonly right: string;
}

/** The credentials may not do it. */
export class NotAllowed extends CommandFailure {}

/** Milliseconds that one request may take. */
const TIMEOUT = 30_000;

/** Comments on a page, the most that any of the hosts gives. */
const PAGE = 100;

/**
 * Writes the one comment that begins with the marker: in the place of the one that is there, or as a new one. Somebody else's
 * comment that begins alike, which may not be changed, is left alone.
 */
export async function putComment(
  host: CommentApi,
  marker: string,
  text: string,
): Promise<"created" | "updated"> {
  const body = host.body(`${marker}\n${text}`);
  for (const id of await commentsWith(host, marker)) {
    const answer = await ask(host, host.updateBy, host.comment(id), body);
    if (answer.ok) return "updated";
    if (answer.status !== 403 && answer.status !== 404)
      throw await failure(host, "updating the comment", answer);
  }
  const answer = await ask(host, "POST", host.comments, body);
  if (!answer.ok) throw await failure(host, "writing the comment", answer);
  return "created";
}

async function commentsWith(host: CommentApi, marker: string): Promise<number[]> {
  const found: number[] = [];
  for (let page = 1; ; page++) {
    const answer = await ask(host, "GET", `${host.comments}?${host.page(page, PAGE)}`);
    if (!answer.ok) throw await failure(host, "reading the comments", answer);
    const comments = host.read(await answer.json());
    for (const { id, text } of comments) if (text?.startsWith(marker) === true) found.push(id);
    if (comments.length < PAGE) return found;
  }
}

async function ask(host: CommentApi, method: string, path: string, body?: object): Promise<Response> {
  try {
    return await fetch(`${host.api}${path}`, {
      method,
      headers: { "content-type": "application/json", "user-agent": "palisade", ...host.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message;
    throw new CommandFailure(`${host.api} does not answer: ${cause ?? String(error)}`, error);
  }
}

async function failure({ right }: CommentApi, what: string, answer: Response): Promise<CommandFailure> {
  const said = (await answer.json().catch(() => ({}))) as { message?: unknown; error?: unknown };
  const reason = [said.message, said.error, (said.error as { message?: unknown } | undefined)?.message].find(
    (one) => typeof one === "string",
  );
  const text = `${what} failed: ${answer.status} ${reason ?? ""}`.trimEnd();
  return answer.status === 401 || answer.status === 403
    ? new NotAllowed(`${text}; ${right}`)
    : new CommandFailure(text);
}
