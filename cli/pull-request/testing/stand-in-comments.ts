import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as the stand-in keeps it. */
export interface StandInComment {
  readonly id: number;
  body: string;
  /** Written by somebody else: may not be changed. */
  readonly foreign?: boolean;
  /** Taken away, and still in the list. */
  readonly deleted?: boolean;
}

/** How one host's interface looks: paths, paging, statuses and forms as documented. */
interface Dialect {
  readonly list: RegExp;
  readonly one: RegExp;
  readonly update: "PATCH" | "PUT";
  readonly header: string;
  readonly token: string;
  readonly size: string;
  readonly refusal: { readonly status: number; readonly body: object };
  sent(body: unknown): string;
  shown(comment: StandInComment): object;
  page(comments: readonly object[]): object;
}

const plain = {
  sent: (body: unknown) => (body as { readonly body: string }).body,
  shown: ({ id, body }: StandInComment) => ({ id, body }),
  page: (comments: readonly object[]) => comments,
};

const DIALECTS = {
  github: {
    ...plain,
    list: /^\/repos\/acme\/shop\/issues\/7\/comments$/,
    one: /^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/,
    update: "PATCH",
    header: "authorization",
    token: "Bearer good-token",
    size: "per_page",
    refusal: { status: 403, body: { message: "Resource not accessible by integration" } },
  },
  gitlab: {
    ...plain,
    list: /^\/api\/v4\/projects\/(?:42|acme%2Fshop)\/merge_requests\/7\/notes$/,
    one: /^\/api\/v4\/projects\/(?:42|acme%2Fshop)\/merge_requests\/7\/notes\/(\d+)$/,
    update: "PUT",
    header: "private-token",
    token: "good-token",
    size: "per_page",
    refusal: { status: 401, body: { message: "401 Unauthorized" } },
  },
  bitbucket: {
    list: /^\/2\.0\/repositories\/acme\/shop\/pullrequests\/7\/comments$/,
    one: /^\/2\.0\/repositories\/acme\/shop\/pullrequests\/7\/comments\/(\d+)$/,
    update: "PUT",
    header: "authorization",
    token: "Bearer good-token",
    size: "pagelen",
    refusal: { status: 403, body: { type: "error", error: { message: "Your credentials lack a scope" } } },
    sent: (body) => (body as { readonly content: { readonly raw: string } }).content.raw,
    shown: ({ id, body, deleted }) => ({ id, deleted: deleted === true, content: { raw: body } }),
    page: (values) => ({ values, pagelen: values.length }),
  },
} as const satisfies Readonly<Record<string, Dialect>>;

/** A stand-in for the part of a host's interface that comments go through, on loopback. */
export class StandInComments {
  readonly comments: StandInComment[] = [];
  /** What was asked: method, path, and the token. */
  readonly asked: { readonly method: string; readonly path: string; readonly token: string }[] = [];
  #next = 1_000;
  readonly #dialect: Dialect;
  readonly #server: Server;

  private constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(host: keyof typeof DIALECTS): Promise<StandInComments> {
    const one = new StandInComments(DIALECTS[host]);
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
    const dialect = this.#dialect;
    const method = request.method ?? "";
    const url = new URL(request.url ?? "/", "http://host");
    const token = String(request.headers[dialect.header] ?? "");
    this.asked.push({ method, path: url.pathname, token });
    let text = "";
    for await (const chunk of request) text += String(chunk);
    if (token !== dialect.token) return dialect.refusal;
    if (dialect.list.test(url.pathname)) {
      if (method === "POST") {
        const comment = { id: this.#next++, body: dialect.sent(JSON.parse(text)) };
        this.comments.push(comment);
        return { status: 201, body: dialect.shown(comment) };
      }
      const size = Number(url.searchParams.get(dialect.size) ?? 20);
      const page = Number(url.searchParams.get("page") ?? 1);
      const shown = this.comments.slice((page - 1) * size, page * size).map((one) => dialect.shown(one));
      return { status: 200, body: dialect.page(shown) };
    }
    const id = dialect.one.exec(url.pathname)?.[1];
    const comment = this.comments.find((one) => one.id === Number(id));
    if (method !== dialect.update || comment === undefined)
      return { status: 404, body: { message: "Not Found" } };
    if (comment.foreign === true) return { status: 403, body: { message: "Must have admin rights" } };
    comment.body = dialect.sent(JSON.parse(text));
    return { status: 200, body: dialect.shown(comment) };
  }
}
