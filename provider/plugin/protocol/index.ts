/**
 * A server for Pulumi's resource provider protocol. A plugin describes itself as a `ProviderImplementation` and its
 * main program is one call of `runProvider`.
 */
export { NotImplementedError, OutcomeUnknownError, PartialFailure } from "./errors";
export type {
  ChangeKind,
  CheckResult,
  DiffResult,
  InputFailure,
  InvokeImplementation,
  OperationContext,
  PropertyChange,
  ProviderImplementation,
  ResourceImplementation,
  ResourceRequest,
  Severity,
} from "./implementation";
export { propertyPath, rootOfPath } from "./property-path";
export { runProvider } from "./run";
export { type RunningProvider, serveProvider } from "./server";
export { fromStruct, toStruct } from "./struct";
export {
  containsSecret,
  containsUnknown,
  isProperties,
  isSecret,
  isUnknown,
  type Properties,
  ResourceReference,
  reveal,
  revealAll,
  Secret,
  sameValue,
  secret,
  setProperty,
  UNKNOWN,
  Unknown,
  type Value,
} from "./values";
