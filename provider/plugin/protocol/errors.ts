import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { inertLines } from "../../../postgres/inert";
import { toStruct } from "./struct";
import type { Properties } from "./values";

/**
 * The resource stands, but not all of it. The engine saves what is given here, says that the operation failed, and the
 * next preview shows an update.
 */
export class PartialFailure extends Error {
  readonly id: string;
  readonly outputs: Properties;
  /** What the engine keeps as the inputs. @default the ones that it sent */
  readonly inputs: Properties | undefined;
  readonly reasons: readonly string[];

  constructor(what: {
    readonly id: string;
    readonly outputs: Properties;
    readonly inputs?: Properties;
    readonly reasons: readonly string[];
  }) {
    super(what.reasons.join("; "));
    this.name = "PartialFailure";
    this.id = what.id;
    this.outputs = what.outputs;
    this.inputs = what.inputs;
    this.reasons = what.reasons;
  }
}

/** Nobody can tell whether the operation took place: the connection was lost while the server was committing. The engine remembers it as pending. */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError";
}

/** Something that the engine may ask and this provider has no answer to. */
export class NotImplementedError extends Error {
  override readonly name = "NotImplementedError";
}

/**
 * The answer to a failed request. Plain errors become ABORTED, which tells the engine that nothing was changed; with
 * UNKNOWN or INTERNAL it would keep the operation as pending and ask the user about it at every later run.
 */
export function grpcError(error: unknown, aborted: boolean): Partial<ServiceError> {
  // Whoever threw it may not have thought of the names that the server's own words hold.
  const message = inertLines(error instanceof Error ? error.message : String(error));
  if (error instanceof PartialFailure) {
    return { code: status.ABORTED, details: message, metadata: initFailedMetadata(error) };
  }
  if (error instanceof OutcomeUnknownError) return { code: status.UNKNOWN, details: message };
  if (error instanceof NotImplementedError) return { code: status.UNIMPLEMENTED, details: message };
  if (aborted) return { code: status.CANCELLED, details: message };
  return { code: status.ABORTED, details: message };
}

function initFailedMetadata(failure: PartialFailure): Metadata {
  const detail = new ErrorResourceInitFailed();
  detail.setId(failure.id);
  detail.setProperties(toStruct(failure.outputs));
  if (failure.inputs !== undefined) detail.setInputs(toStruct(failure.inputs));
  detail.setReasonsList([...failure.reasons]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new Status();
  whole.setCode(status.ABORTED);
  whole.setMessage(failure.message);
  whole.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  return metadata;
}
