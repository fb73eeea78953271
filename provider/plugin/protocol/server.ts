import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineLog } from "./engine-log";
import type { ProviderImplementation } from "./implementation";
import { RESOURCE_PROVIDER_SERVICE } from "./messages";
import { Operations } from "./operations";
import { providerMethods } from "./provider-methods";
import { resourceMethods } from "./resource-methods";

/** The engine's own limit for one message, in bytes (sdk/nodejs/runtime/settings.ts). */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * How long answers may take to leave the process, in milliseconds: those that a stop has hastened, and those that were
 * given before it. Now and then gRPC does not see that the engine has closed its connection and waits for all of this
 * time, and the engine waits for it with every preview and every update.
 */
const FAREWELL = { hastened: 250, given: 25 } as const;

/** A provider that is being served. */
export interface RunningProvider {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Aborts what is in flight, waits for it to roll back and answer, and stops serving. Safe to call twice. */
  stop(): Promise<void>;
}

/** Serves a provider on a free port of the loopback interface. `engineAddress` is where messages to the user go, as the engine passes it. */
export async function serveProvider<Config>(
  provider: ProviderImplementation<Config>,
  engineAddress = "",
): Promise<RunningProvider> {
  const log = new EngineLog();
  log.attach(engineAddress);
  const operations = new Operations(log);
  let config: Config | undefined;
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  // Methods that are left out here answer UNIMPLEMENTED by themselves.
  server.addService(RESOURCE_PROVIDER_SERVICE, {
    ...providerMethods(
      provider,
      operations,
      log,
      () => config,
      (made) => {
        config = made;
      },
    ),
    ...resourceMethods(provider, operations, () => config),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  let stopping: Promise<void> | undefined;
  return {
    port,
    stop: () => {
      stopping ??= stop(server, operations, log);
      return stopping;
    },
  };
}

async function stop(server: Server, operations: Operations, log: EngineLog): Promise<void> {
  const limit = operations.idle ? FAREWELL.given : FAREWELL.hastened;
  operations.cancel();
  await operations.settled();
  // tryShutdown lets the last answers out, but may wait for ever for a client that keeps its connection open.
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limit);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
  server.forceShutdown();
  log.close();
}
