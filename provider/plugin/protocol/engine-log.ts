import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceRequest, LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { inertLines } from "../../../postgres/inert";
import type { Severity } from "./implementation";

const SEVERITIES: Record<Severity, LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** One message to the user. */
export interface LogMessage {
  readonly severity: Severity;
  readonly message: string;
  /** The resource that it belongs to; empty for none. */
  readonly urn: string;
  readonly ephemeral: boolean;
}

/** How long a message may take to be delivered, in milliseconds. An engine that is gone must not hold an operation up. */
const DELIVERY_DEADLINE = 2_000;

/** The way messages take to the user: the engine's Log call. A plugin's standard output belongs to the port line alone. */
export class EngineLog {
  #address = "";
  #client: EngineClient | undefined;
  readonly #pending = new Set<Promise<void>>();

  /** Sends everything from now on to the engine at this address (`127.0.0.1:port`). */
  attach(address: string): void {
    if (address === "") return;
    this.#client?.close();
    this.#client = undefined;
    this.#address = address;
  }

  /** Made for the first message: a plugin that has nothing to say starts without. */
  #engine(): EngineClient | undefined {
    if (this.#address !== "") this.#client ??= new EngineClient(this.#address, credentials.createInsecure());
    return this.#client;
  }

  /** Sends one message. Never throws; without an engine, warnings and errors go to standard error. */
  send({ message: text, ...rest }: LogMessage): void {
    const message = { ...rest, message: inertLines(text) };
    const client = this.#engine();
    if (client === undefined) {
      if (message.severity === "warning" || message.severity === "error") {
        process.stderr.write(`${message.severity}: ${message.message}\n`);
      }
      return;
    }
    const request = new LogRequest();
    request.setSeverity(SEVERITIES[message.severity]);
    request.setMessage(message.message);
    request.setUrn(message.urn);
    request.setEphemeral(message.ephemeral);
    const delivery = new Promise<void>((resolve) => {
      client.log(request, new Metadata(), { deadline: Date.now() + DELIVERY_DEADLINE }, () => resolve());
    });
    this.#pending.add(delivery);
    void delivery.then(() => this.#pending.delete(delivery));
  }

  /**
   * Whether a program runs: the first thing that it tells the engine is its root resource, the stack. True where there is no
   * engine, or none that answers.
   */
  async programRuns(): Promise<boolean> {
    const client = this.#engine();
    if (client === undefined) return true;
    return new Promise((resolve) => {
      const deadline = { deadline: Date.now() + DELIVERY_DEADLINE };
      client.getRootResource(new GetRootResourceRequest(), new Metadata(), deadline, (error, response) =>
        resolve(error !== null || response.getUrn() !== ""),
      );
    });
  }

  /** Waits until everything sent so far has arrived: an answer that overtakes its messages shows them at the wrong place, or not at all. */
  async flush(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Ends the connection to the engine. */
  close(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#address = "";
  }
}
