import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as grpc from "@grpc/grpc-js";

const load = createRequire(__filename);

/** The engine's own description of an analyzer, as the SDK brings it. */
const protocol = load("@pulumi/pulumi/proto/analyzer_pb.js") as Record<string, new () => Message>;
const { Struct } = load("google-protobuf/google/protobuf/struct_pb.js") as {
  readonly Struct: { fromJavaScript(value: object): unknown };
};

/** A message of the protocol. */
export interface Message {
  [setter: `set${string}`]: (value: unknown) => void;
  serializeBinary(): Uint8Array;
}

/** A pack that runs as a program of its own and is asked as the engine asks. */
export interface Analyzer {
  /** Milliseconds from its start until it could be asked. */
  readonly start: number;
  /** The answer in bytes. */
  ask(method: "Analyze" | "AnalyzeStack", message: Uint8Array): Promise<Buffer>;
  stop(): void;
}

/** Starts a pack's script in its folder. */
export async function startAnalyzer(script: string): Promise<Analyzer> {
  const began = performance.now();
  const child = spawn(process.execPath, [script], {
    cwd: dirname(script),
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const port = await new Promise<number>((done, fail) => {
      let said = "";
      child.stdout.on("data", (data: Buffer) => {
        said += data.toString();
        const found = /^(\d+)\r?\n/m.exec(said);
        if (found !== null) done(Number(found[1]));
      });
      child.on("exit", (code) => fail(new Error(`the pack ended with ${code}`)));
    });
    const start = performance.now() - began;
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    return {
      start,
      ask: (method, message) =>
        new Promise((done, fail) => {
          client.makeUnaryRequest(
            `/pulumirpc.Analyzer/${method}`,
            Buffer.from,
            (answer) => answer,
            message,
            (error, answer) => (error === null ? done(answer as Buffer) : fail(error)),
          );
        }),
      stop: () => {
        client.close();
        child.kill();
      },
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

/** A message about one resource: a request, or a part of one about a stack. */
export function aboutResource(
  kind: "AnalyzeRequest" | "AnalyzerResource",
  { type, name, properties }: { readonly type: string; readonly name: string; readonly properties: object },
): Message {
  const message = newMessage(kind);
  message["setType"]?.(type);
  message["setName"]?.(name);
  message["setUrn"]?.(`urn:pulumi:dev::shop::${type}::${name}`);
  const Options = protocol["AnalyzerResourceOptions"] as (new () => Message) & {
    readonly CustomTimeouts: new () => Message;
  };
  const options = new Options();
  options["setCustomtimeouts"]?.(new Options.CustomTimeouts());
  message["setOptions"]?.(options);
  message["setProperties"]?.(Struct.fromJavaScript(properties));
  return message;
}

/** A request about a stack of resources. */
export function aboutStack(resources: readonly Message[]): Message {
  const message = newMessage("AnalyzeStackRequest");
  message["setResourcesList"]?.(resources);
  return message;
}

function newMessage(kind: string): Message {
  const Kind = protocol[kind] as new () => Message;
  return new Kind();
}

/** What an answer holds of violations, and of what could not be decided. */
export function violationsIn(answer: Buffer): readonly { readonly rule: string; readonly text: string }[] {
  const Response = protocol["AnalyzeResponse"] as unknown as {
    deserializeBinary(bytes: Uint8Array): {
      toObject(): { readonly diagnosticsList: { readonly policyname: string; readonly message: string }[] };
    };
  };
  return Response.deserializeBinary(answer)
    .toObject()
    .diagnosticsList.map(({ policyname, message }) => ({ rule: policyname, text: message }));
}
