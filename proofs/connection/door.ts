import type { ConnectionOptions } from "node:tls";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { type Observation, unable } from "../observation";
import { type Answer, knock } from "./knock";

/** A role that may log in. */
export interface LoginRole {
  readonly role: string;
}

/** The server's front door, where attacks by connection are made. */
export class Door {
  readonly #settings: ConnectionSettings;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** The authority that the user trusts; without it Node's own list counts. */
  get ca(): string | undefined {
    return this.#settings.ca;
  }

  /** True where the connection is a local socket, which no network attacker reaches. */
  get local(): boolean {
    return this.#settings.host.startsWith("/");
  }

  /** Knocks in plain text. */
  plain(role: string): Promise<Answer> {
    return this.#knock(role);
  }

  /**
   * Knocks over TLS. By default no certificate is checked: nothing secret is sent, and whether the certificate is good
   * is an attack of its own.
   */
  encrypted(role: string, options: ConnectionOptions = { rejectUnauthorized: false }): Promise<Answer> {
    return this.#knock(role, options);
  }

  #knock(user: string, tls?: ConnectionOptions): Promise<Answer> {
    const { host, hostAddress, port, database, connectTimeout = 10_000 } = this.#settings;
    return knock({
      host,
      address: hostAddress ?? host,
      port,
      user,
      database,
      timeout: connectTimeout,
      ...(tls === undefined ? {} : { tls }),
    });
  }
}

/** What an answer means that an attack did not ask for. */
export function unexpected(answer: Answer): Observation {
  switch (answer.kind) {
    case "refused":
      return { kind: "refused", sqlstate: answer.sqlstate, message: answer.message };
    case "no tls":
      return unable("the server offers no TLS");
    case "no handshake":
      return unable(`the TLS handshake failed (${answer.code})`);
    case "no answer":
      return unable(`the server gave no answer: ${answer.reason}`);
    case "open":
    case "asks":
      return unable("the server answered what was not expected");
    default:
      return answer satisfies never;
  }
}
