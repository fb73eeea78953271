import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, checkServerIdentity, connect as connectTls } from "node:tls";

/** One attempt to be let in, up to the moment where a password would be sent. */
export interface Knock {
  /** The name that the certificate must be made out to. */
  readonly host: string;
  /** Where to connect to. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** `undefined` speaks plain text. */
  readonly tls?: ConnectionOptions;
  /** Milliseconds. */
  readonly timeout: number;
}

/** How a server asks for a password. */
export type PasswordMethod = "scram-sha-256" | "md5" | "cleartext password" | "another method";

/** What came back. */
export type Answer =
  /** The server would let the role in, given the right answer. */
  | { readonly kind: "asks"; readonly method: PasswordMethod }
  /** The role is in: nothing was asked. */
  | { readonly kind: "open" }
  | { readonly kind: "refused"; readonly sqlstate: string; readonly message: string }
  | { readonly kind: "no tls" }
  /** The TLS handshake failed; `code` is Node's or OpenSSL's. */
  | { readonly kind: "no handshake"; readonly code: string }
  | { readonly kind: "no answer"; readonly reason: string };

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

/**
 * Begins a connection as PostgreSQL's protocol 3.0 says ("Message Flow", Start-up) and reads the first answer. No
 * password is sent, so nothing can leak, nothing counts as a failed login, and trust authentication shows itself.
 */
export async function knock(attempt: Knock): Promise<Answer> {
  const socket = connectTcp({ host: attempt.address, port: attempt.port });
  socket.on("error", () => undefined);
  const timer = setTimeout(() => socket.destroy(new Error("timeout")), attempt.timeout);
  try {
    await once(socket, "connect");
    const channel = attempt.tls === undefined ? socket : await encrypted(socket, attempt, attempt.tls);
    if ("kind" in channel) return channel;
    channel.write(startup(attempt));
    return await firstAnswer(channel);
  } catch (error) {
    return { kind: "no answer", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function once(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed the connection")));
  });
}

async function encrypted(
  socket: Socket,
  { host }: Knock,
  options: ConnectionOptions,
): Promise<Socket | Answer> {
  socket.write(SSL_REQUEST);
  const [offer] = await read(socket, 1);
  if (offer !== 0x53) return { kind: "no tls" };
  const channel = connectTls({
    ...options,
    socket,
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    // RFC 6066 allows no address as server name.
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  channel.on("error", () => undefined);
  try {
    await once(channel, "secureConnect");
    return channel;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { kind: "no handshake", code: typeof code === "string" ? code : String(error) };
  }
}

function startup({ user, database }: Knock): Buffer {
  const fields = ["user", user, "database", database, "application_name", "palisade", ""];
  const body = Buffer.from(`${fields.join("\0")}\0`, "utf8");
  const message = Buffer.alloc(8 + body.length);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(196_608, 4);
  body.copy(message, 8);
  return message;
}

/** No message before authentication is nearly as long (libpq draws the line at 30,000 bytes). */
const LONGEST = 30_000;

/** The first `AuthenticationXXX` or `ErrorResponse`; anything else (a notice, a negotiation) is passed over. */
async function firstAnswer(socket: Socket): Promise<Answer> {
  for (;;) {
    const head = await read(socket, 5);
    const length = head.readInt32BE(1) - 4;
    if (length < 0 || length > LONGEST) throw new Error("what answers does not speak PostgreSQL's protocol");
    const body = await read(socket, length);
    const type = String.fromCharCode(head[0] ?? 0);
    if (type === "E") return refusal(body);
    if (type !== "R") continue;
    const code = body.readInt32BE(0);
    if (code === 0) {
      socket.write(TERMINATE);
      return { kind: "open" };
    }
    return { kind: "asks", method: METHODS[code] ?? "another method" };
  }
}

/** Codes of the authentication requests that ask for a password. */
const METHODS: Readonly<Record<number, PasswordMethod>> = {
  3: "cleartext password",
  5: "md5",
  10: "scram-sha-256",
};

function refusal(body: Buffer): Answer {
  const fields = new Map(
    body
      .toString("utf8")
      .split("\0")
      .filter((field) => field !== "")
      .map((field) => [field[0] ?? "", field.slice(1)]),
  );
  return { kind: "refused", sqlstate: fields.get("C") ?? "", message: fields.get("M") ?? "" };
}

/** Exactly so many bytes. */
function read(socket: Socket, bytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      socket.off("readable", take);
      socket.off("error", fail);
      socket.off("close", close);
      settle();
    };
    const take = () => {
      if (bytes === 0) return done(() => resolve(Buffer.alloc(0)));
      const chunk = socket.read(bytes) as Buffer | null;
      if (chunk !== null) done(() => (chunk.length === bytes ? resolve(chunk) : reject(CLOSED())));
    };
    const fail = (error: Error) => done(() => reject(error));
    const close = () => done(() => reject(CLOSED()));
    socket.on("readable", take);
    socket.on("error", fail);
    socket.on("close", close);
    take();
  });
}

const CLOSED = () => new Error("the server closed the connection");
