import type { ConnectionSettings } from "../../postgres/connect/settings";
import type { ServerSettings } from "./configuration";
import type { Major } from "./distribution";

/** What `startLocalServer` takes. */
export interface LocalServerOptions {
  /** @default 18 */
  readonly major?: Major;
  /** Everything of this server lies here. @default .palisade/server/<major> in this project */
  readonly directory?: string;
  /**
   * A number: this port or an error. `"any"`: one that the system chooses. Otherwise the port that the server had
   * before, or a usual one, and a new one where that is taken.
   */
  readonly port?: number | "any";
  /** Settings of the server over the hardened ones; read at every start, not kept. */
  readonly settings?: ServerSettings;
  /** False leaves out waiting for the disk when the data folder is made. @default true */
  readonly durable?: boolean;
  /**
   * A folder that keeps what initdb makes, so that the next server is a copy of it with a password and certificates of
   * its own. Copies have one `system_identifier`. @default none
   */
  readonly templates?: string;
  /**
   * `"detached"`: until it is stopped. `"process"`: until this process ends, however it ends. @default "detached"
   */
  readonly lifetime?: "detached" | "process";
  /** With lifetime `process`: the server's folder is removed with it, and by {@link LocalServer.stop}. @default false */
  readonly temporary?: boolean;
  /** Gets a line for each step that may take a while. @default nothing */
  readonly log?: (line: string) => void;
}

/** A running local server. */
export interface LocalServer {
  readonly major: Major;
  readonly directory: string;
  readonly host: "localhost";
  readonly port: number;
  /** The port before this start, where it had to change. */
  readonly formerPort: number | undefined;
  readonly superuser: string;
  /** Of the superuser. Never print it. */
  readonly password: string;
  readonly passwordFile: string;
  readonly caFile: string;
  readonly caPem: string;
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly pid: number;
  /** As the server says it, for example `18.4`. */
  readonly version: string;
  readonly started: "already running" | "started" | "created" | "recovered after a crash";
  /** A connection as the superuser to the database `postgres`, with `verify-full`. */
  readonly settings: ConnectionSettings;
  stop(): Promise<void>;
}

/** What `statusOf` finds. */
export interface LocalServerStatus {
  readonly state: "absent" | "running" | "stopped" | "crashed";
  readonly major?: number;
  readonly port?: number;
  readonly pid?: number;
  readonly dataDirectory?: string;
}
