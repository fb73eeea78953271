import { readFileSync } from "node:fs";
import { connect as connectTcp, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import type { TestServer } from "../servers";

/** What a client asks to be encrypted with (SSLRequest in protocol.h): its length, and the code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Where in the life of a statement something happens. */
export type Moment =
  /** The server never gets it. */
  | "before"
  /** The server gets it, and the client no answer. */
  | "unanswered"
  /** The client has its answer. */
  | "after";

/** All of them, in their order. */
export const MOMENTS = ["before", "unanswered", "after"] as const satisfies Moment[];

/** Called for every statement that a client sends, and once more when the answer has gone back to it. */
export type Listener = (sql: string, moment: "before" | "after") => Verdict;

/**
 * What the proxy does then. Two count only for `before`, pass the statement on and keep the answer: `unanswered` breaks
 * the connection when the server is done, `mute` leaves the client waiting.
 */
export type Verdict = "pass" | "cut" | "unanswered" | "mute";

/**
 * Stands between a client and a real server, reads the wire protocol as it goes by, and breaks connections where it is
 * told to. It shows the server's own certificate, so that the client verifies the name as always.
 */
export class WireProxy {
  /** Decides about every statement. */
  listener: Listener = () => "pass";
  /** New connections are refused. */
  closed = false;
  readonly #server: TestServer;
  readonly #listening: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: TestServer) {
    this.#server = server;
    this.#listening = createServer((client) => {
      this.#accept(client);
    });
  }

  static async start(server: TestServer): Promise<WireProxy> {
    const proxy = new WireProxy(server);
    await new Promise<void>((resolve) => {
      proxy.#listening.listen({ host: "127.0.0.1", port: 0 }, resolve);
    });
    return proxy;
  }

  /** The same connection by way of the proxy. */
  through(settings: ConnectionSettings): ConnectionSettings {
    const address = this.#listening.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return { ...settings, hostAddress: "127.0.0.1", port: address.port };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#listening.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.closed) {
      client.destroy();
      return;
    }
    const upstream = connectTcp({ host: "127.0.0.1", port: this.#server.settings.port });
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      // Else each small message waits for the confirmation of the one before.
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.once("data", (request) => {
      // What is no request for encryption cancels another session's statement: a client of ours never asks for that.
      if (!request.equals(SSL_REQUEST)) {
        client.destroy();
        return;
      }
      upstream.write(request);
      upstream.once("data", () => {
        client.write("S");
        const folder = this.#server.dataDirectory;
        const plainClient = new TLSSocket(client, {
          isServer: true,
          key: readFileSync(join(folder, "server.key")),
          cert: readFileSync(join(folder, "server.crt")),
        });
        const plainUpstream = connectTls({
          socket: upstream,
          ca: this.#server.caPem,
          servername: this.#server.host,
        });
        for (const socket of [plainClient, plainUpstream]) socket.on("error", () => undefined);
        this.#relay(plainClient, plainUpstream, () => {
          client.destroy();
          upstream.destroy();
        });
      });
    });
  }

  #relay(client: TLSSocket, upstream: TLSSocket, cut: () => void): void {
    const requests = new Messages(true);
    const answers = new Messages(false);
    // Statements whose answers are still to come: one a ReadyForQuery.
    const open: string[] = [];
    let silent: "unanswered" | "mute" | undefined;
    client.on("data", (chunk) => {
      for (const message of requests.add(chunk)) {
        const sql = statementIn(message);
        if (sql !== undefined) {
          const verdict = this.listener(sql, "before");
          if (verdict === "cut") {
            cut();
            return;
          }
          if (verdict !== "pass") silent = verdict;
          open.push(sql);
        }
        upstream.write(message);
      }
    });
    upstream.on("data", (chunk) => {
      for (const message of answers.add(chunk)) {
        const ready = message[0] === READY_FOR_QUERY;
        if (silent !== undefined) {
          if (ready && silent === "unanswered") cut();
          continue;
        }
        client.write(message);
        const sql = ready ? open.shift() : undefined;
        if (sql !== undefined && this.listener(sql, "after") === "cut") {
          // The answer is on its way, and arrives.
          setTimeout(cut, 5);
          return;
        }
      }
    });
    upstream.on("end", cut);
    client.on("end", cut);
  }
}

const READY_FOR_QUERY = "Z".charCodeAt(0);
const QUERY = "Q".charCodeAt(0);
const PARSE = "P".charCodeAt(0);

/** Cuts a stream into messages: a letter, the length of the rest with itself, the rest. The first one of a client has no letter. */
class Messages {
  #rest = Buffer.alloc(0);
  #first: boolean;

  constructor(fromClient: boolean) {
    this.#first = fromClient;
  }

  add(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      const head = this.#first ? 0 : 1;
      if (this.#rest.length < head + 4) return whole;
      const length = head + this.#rest.readInt32BE(head);
      if (this.#rest.length < length) return whole;
      whole.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
      this.#first = false;
    }
  }
}

/** The text of Query and of Parse; other messages carry none. */
function statementIn(message: Buffer): string | undefined {
  if (message[0] === QUERY) return message.toString("utf8", 5, message.length - 1);
  if (message[0] !== PARSE) return undefined;
  const name = message.indexOf(0, 5);
  return message.toString("utf8", name + 1, message.indexOf(0, name + 1));
}
