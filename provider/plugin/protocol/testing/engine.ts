import {
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  type GetRootResourceRequest,
  GetRootResourceResponse,
  type LogRequest,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** The engine's side of a plugin's conversation: takes its log messages. */
export interface EngineSide {
  readonly address: string;
  readonly messages: { readonly message: string; readonly urn: string; readonly ephemeral: boolean }[];
  /** The URN of the stack that a program has told of. */
  root: string;
  close(): void;
}

/** Starts the engine's side; each message takes `delay` milliseconds to arrive. */
export async function engineSide(delay = 0): Promise<EngineSide> {
  const messages: { message: string; urn: string; ephemeral: boolean }[] = [];
  const side = { messages, root: "" };
  const server = new Server();
  server.addService(EngineService, {
    getRootResource: (
      _call: ServerUnaryCall<GetRootResourceRequest, GetRootResourceResponse>,
      callback: sendUnaryData<GetRootResourceResponse>,
    ) => {
      const response = new GetRootResourceResponse();
      response.setUrn(side.root);
      callback(null, response);
    },
    log: (call: ServerUnaryCall<LogRequest, Empty>, callback: sendUnaryData<Empty>) => {
      setTimeout(() => {
        messages.push({
          message: call.request.getMessage(),
          urn: call.request.getUrn(),
          ephemeral: call.request.getEphemeral(),
        });
        callback(null, new Empty());
      }, delay);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return Object.assign(side, { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() });
}

/** A client to a plugin's server, with the methods as promises. */
export function connectProvider(port: number) {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    close: () => client.close(),
    /** `call((done) => client.check(request, done))` */
    call: <Response>(
      send: (
        client: ResourceProviderClient,
        done: (error: Error | null, response: Response) => void,
      ) => unknown,
    ): Promise<Response> =>
      new Promise((resolve, reject) => {
        send(client, (error, response) => (error === null ? resolve(response) : reject(error)));
      }),
  };
}
