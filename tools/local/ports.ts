import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { errorCode } from "./errors";

/** The ports that a server tries before it takes any free one: outside the ranges that systems use for outgoing connections. */
const USUAL_PORTS = Array.from({ length: 60 }, (_, index) => 15_420 + index);

/** A free port for a new server of a major version; a different one for each, the same one every time where it is free. */
export async function choosePort(major: number): Promise<number> {
  for (const port of [15_400 + major, ...USUAL_PORTS]) {
    if (await isFree(port)) return port;
  }
  return anyFreePort();
}

/** A free port chosen by the operating system. */
export async function anyFreePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce("127.0.0.1", 0);
    if (typeof port === "number" && (await isFree(port))) return port;
  }
}

/** Whether a server can listen on a port of this machine's own addresses, IPv4 and IPv6. */
export async function isFree(port: number): Promise<boolean> {
  for (const address of ["127.0.0.1", "::1"]) {
    const result = await listenOnce(address, port);
    if (typeof result !== "number" && result !== "EADDRNOTAVAIL" && result !== "EAFNOSUPPORT") return false;
  }
  return true;
}

/** Who listens on a port, as words for a message: `process 4711 (postgres)` where that can be seen, else `another program`. */
export function occupantOf(port: number): string {
  try {
    const inodes = new Set([
      ...listeningInodes("/proc/net/tcp", port),
      ...listeningInodes("/proc/net/tcp6", port),
    ]);
    const process = inodes.size === 0 ? undefined : processWithSocket(inodes);
    if (process !== undefined) return process;
  } catch {
    // No /proc on this system: the message goes without a name.
  }
  return "another program";
}

function listenOnce(host: string, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(errorCode(error) ?? "EUNKNOWN"));
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address() as AddressInfo;
      probe.close(() => resolve(address.port));
    });
  });
}

/** /proc/net/tcp: local address and port in the second column, the state (0A: listening) in the fourth, the inode in the tenth. */
function listeningInodes(file: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) === true && columns[3] === "0A")
    .map((columns) => columns[9] ?? "");
}

function processWithSocket(inodes: ReadonlySet<string>): string | undefined {
  const wanted = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (holdsOneOf(pid, wanted)) {
      return `process ${pid} (${readFileSync(`/proc/${pid}/comm`, "utf8").trim()})`;
    }
  }
  return undefined;
}

function holdsOneOf(pid: string, wanted: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((file) => wanted.has(targetOf(`/proc/${pid}/fd/${file}`)));
  } catch {
    // Another user's process, or one that ended meanwhile.
    return false;
  }
}

/** Files come and go: in this process the very listing was one. */
function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
