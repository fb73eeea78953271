import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import { issueCertificate, makeAuthority } from "../tools/local/authority";
import { anyFreePort } from "../tools/local/ports";
import type { TestServer } from "./servers";

/** Something that listens where a PostgreSQL server is expected, and isn't a good one. */
export interface Peer {
  readonly port: number;
  close(): Promise<void>;
}

/** A port on which nothing listens. */
export function deadPort(): Promise<number> {
  return anyFreePort();
}

/** A peer that accepts connections and never says a word. */
export function silentPeer(): Promise<Peer> {
  return listen(() => undefined);
}

/** A peer that answers whatever it hears with the same words, and hangs up. */
export function talkingPeer(words: string): Promise<Peer> {
  return listen((socket) => {
    socket.once("data", () => socket.end(words));
  });
}

/** The certificate of an authority that has signed no server's certificate, PEM text. */
export async function strangeAuthority(): Promise<string> {
  return (await makeAuthority(new Date(), 60 * 60 * 1000)).certificatePem;
}

/** SSLRequest of the wire protocol: its length, and the number 80877103. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * Stands between a client and a server: takes the client's TLS with a certificate of its own, opens TLS to the server,
 * and passes everything on.
 */
export async function manInTheMiddle(server: TestServer): Promise<Peer> {
  const now = new Date();
  const own = await issueCertificate(
    await makeAuthority(now, 60 * 60 * 1000),
    { dns: ["localhost"], ip: [] },
    now,
    60 * 60 * 1000,
  );
  return listen(async (client) => {
    await once(client, "data");
    client.write("S");
    const front = new TLSSocket(client, { isServer: true, cert: own.certificatePem, key: own.keyPem });
    const raw = connect(server.port, "127.0.0.1");
    raw.write(SSL_REQUEST);
    await once(raw, "data");
    const back = connectTls({ socket: raw, rejectUnauthorized: false });
    for (const socket of [front, back]) socket.on("error", () => socket.destroy());
    front.pipe(back).pipe(front);
  });
}

async function listen(serve: (socket: Socket) => void | Promise<void>): Promise<Peer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    void Promise.resolve(serve(socket)).catch(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
