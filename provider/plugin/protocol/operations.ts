import type { handleUnaryCall, ServerUnaryCall } from "@grpc/grpc-js";
import type { EngineLog } from "./engine-log";
import { grpcError } from "./errors";
import type { OperationContext } from "./implementation";

/** What an operation of the protocol is given, before it is bound to a resource. */
export interface Operation {
  readonly signal: AbortSignal;
}

/** Every operation in flight, and the one switch that aborts them all. */
export class Operations {
  readonly #log: EngineLog;
  readonly #running = new Set<Promise<void>>();
  #cancellation = new AbortController();

  constructor(log: EngineLog) {
    this.#log = log;
  }

  /** Aborts what is in flight and what is yet to come. */
  cancel(): void {
    this.#cancellation.abort(new DOMException("cancelled", "AbortError"));
  }

  /** Takes new operations again: a server that outlives one run of the engine (debugging) is attached to the next. */
  renew(): void {
    if (this.#cancellation.signal.aborted) this.#cancellation = new AbortController();
  }

  /** Whether nothing is in flight. */
  get idle(): boolean {
    return this.#running.size === 0;
  }

  /** Waits until nothing is in flight. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Wraps one method of the protocol: tracks it, gives it a signal, turns what it throws into a status. */
  unary<Request, Response>(
    work: (request: Request, operation: Operation) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return (call, callback) => {
      const signal = this.#signalFor(call);
      const running = (async () => {
        try {
          const response = await work(call.request, { signal });
          await this.#log.flush();
          callback(null, response);
        } catch (error) {
          await this.#log.flush();
          callback(grpcError(error, signal.aborted));
        }
      })();
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    };
  }

  /** The context of one operation on one resource. */
  context<Config>(operation: Operation, urn: string, config: Config | undefined): OperationContext<Config> {
    return {
      signal: operation.signal,
      config,
      programRuns: () => this.#log.programRuns(),
      log: (severity, message, options) =>
        this.#log.send({ severity, message, urn, ephemeral: options?.ephemeral === true }),
    };
  }

  #signalFor(call: ServerUnaryCall<unknown, unknown>): AbortSignal {
    const gone = new AbortController();
    call.on("cancelled", () => gone.abort(new DOMException("the engine ended the call", "AbortError")));
    const signals = [this.#cancellation.signal, gone.signal];
    const seconds = timeoutOf(call.request);
    if (seconds > 0) signals.push(AbortSignal.timeout(seconds * 1000));
    return AbortSignal.any(signals);
  }
}

/** The resource's own time limit in seconds (`customTimeouts`), where the request has one; 0 is none. */
function timeoutOf(request: unknown): number {
  const { timeout } = request as { readonly timeout?: unknown };
  return typeof timeout === "number" ? timeout : 0;
}
