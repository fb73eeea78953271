import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as the API gives it. */
export interface StandInComment {
  readonly id: number;
  body: string;
  /** Written by somebody else: may not be changed. */
  readonly foreign?: boolean;
}

/** A stand-in for the part of GitHub's API that comments go through, on loopback. Paths, paging and statuses are as documented. */
export class StandInGitHub {
  readonly comments: StandInComment[] = [];
  /** What was asked: method, path, and the token. */
  readonly asked: { readonly method: string; readonly path: string; readonly token: string }[] = [];
  #next = 1_000;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<StandInGitHub> {
    const one = new StandInGitHub();
    await new Promise<void>((done) => one.#server.listen(0, "127.0.0.1", done));
    return one;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
    const method = request.method ?? "";
    const url = new URL(request.url ?? "/", "http://github");
    const token = request.headers.authorization ?? "";
    this.asked.push({ method, path: url.pathname, token });
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const body = text === "" ? {} : (JSON.parse(text) as { body?: string });
    if (token !== "Bearer good-token")
      return { status: 403, body: { message: "Resource not accessible by integration" } };
    if (url.pathname === "/repos/acme/shop/issues/7/comments") {
      if (method === "POST") {
        const comment = { id: this.#next++, body: body.body ?? "" };
        this.comments.push(comment);
        return { status: 201, body: comment };
      }
      const size = Number(url.searchParams.get("per_page") ?? 30);
      const page = Number(url.searchParams.get("page") ?? 1);
      return { status: 200, body: this.comments.slice((page - 1) * size, page * size) };
    }
    const id = /^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1];
    const comment = this.comments.find((one) => one.id === Number(id));
    if (method !== "PATCH" || comment === undefined) return { status: 404, body: { message: "Not Found" } };
    if (comment.foreign === true) return { status: 403, body: { message: "Must have admin rights" } };
    comment.body = body.body ?? "";
    return { status: 200, body: comment };
  }
}
