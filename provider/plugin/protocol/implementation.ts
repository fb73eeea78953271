import type { Properties } from "./values";

/** How grave a message to the user is. `debug` is shown only with `--debug`. */
export type Severity = "debug" | "info" | "warning" | "error";

/** What every operation gets beside its own arguments. */
export interface OperationContext<Config> {
  /**
   * Aborted when the user cancels (Ctrl-C), when the resource's own time limit (`customTimeouts`) is over, or when the
   * engine is gone. Roll back and throw; an operation that goes on regardless holds the whole command up.
   */
  readonly signal: AbortSignal;
  /**
   * Shows a message at the resource. An `ephemeral` one is live progress and leaves nothing behind. Never pass a secret:
   * the engine cannot mask what it doesn't know.
   */
  log(severity: Severity, message: string, options?: { readonly ephemeral?: boolean }): void;
  /**
   * Whether the engine runs a program in this operation, as it does for an update and not for a destroy. True where the
   * engine does not say.
   */
  programRuns(): Promise<boolean>;
  /** What {@link ProviderImplementation.configure} returned; `undefined` at a preview whose provider depends on values yet to come. */
  readonly config: Config | undefined;
}

/** The part of a request that names the resource. */
export interface ResourceRequest<Config> {
  readonly urn: string;
  readonly context: OperationContext<Config>;
}

/** A wrong input. */
export interface InputFailure {
  /** The input's path, for example `schemas.sales.mode`; empty for the resource as a whole. See `propertyPath`. */
  readonly path: string;
  /** What is wrong and what would be right. It is shown to the user, so it must not hold a secret. */
  readonly reason: string;
}

/** The answer to a check. */
export interface CheckResult {
  /** The inputs as they are kept and shown: with defaults filled in. Unknown values must stay unknown, secret ones secret. */
  readonly inputs: Properties;
  readonly failures: readonly InputFailure[];
}

/** What happens to one property. The `-replace` kinds say that this change needs the resource replaced. */
export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

/** One line of a detailed diff. */
export interface PropertyChange {
  readonly kind: ChangeKind;
  /** True: the engine compares old and new *inputs* at this path; false: old *state* and new inputs. @default false */
  readonly inputDiff?: boolean;
}

/** The answer to a diff. */
export interface DiffResult {
  readonly changes: boolean;
  /** Names of inputs whose change needs a replacement. @default those whose change is of a `-replace` kind */
  readonly replaces?: readonly string[];
  /** Path (see `propertyPath`) → what happens there. Left out, the engine compares old and new inputs itself. */
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
  /** Whether a replacement deletes first and creates then. @default false */
  readonly deleteBeforeReplace?: boolean;
}

/**
 * One kind of resource. At a preview every operation but `delete` may run while the provider is not configured and while
 * inputs are unknown (see `containsUnknown`). An error thrown says that nothing was changed; what was partly done is
 * reported with a `PartialFailure`, what may or may not have been done with an `OutcomeUnknownError`.
 */
export interface ResourceImplementation<Config = unknown> {
  /** Validates the inputs and fills in defaults. Left out, they are taken as they are. */
  check?(
    request: ResourceRequest<Config> & {
      /** The inputs of the last update; `undefined` for a resource that is new. */
      readonly olds: Properties | undefined;
      readonly news: Properties;
      /** The same for the same resource until it is replaced: for names made up by the provider. */
      readonly randomSeed: Uint8Array;
    },
  ): Promise<CheckResult>;
  /** Compares what stands with what is wanted. */
  diff(
    request: ResourceRequest<Config> & {
      readonly id: string;
      readonly oldInputs: Properties;
      /** The state: the outputs of the last create, update or read. */
      readonly olds: Properties;
      readonly news: Properties;
    },
  ): Promise<DiffResult>;
  /** Makes the resource. At a preview it changes nothing; `UNKNOWN` outputs and an empty id stand for what is yet to come. */
  create(
    request: ResourceRequest<Config> & { readonly inputs: Properties; readonly preview: boolean },
  ): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /**
   * Reads what stands, for refresh and import; `null` where it is gone. At an import `inputs` and `state` are empty.
   * What is returned must be in canonical order, or a refresh shows changes that aren't.
   */
  read(
    request: ResourceRequest<Config> & {
      readonly id: string;
      readonly inputs: Properties;
      readonly state: Properties;
    },
  ): Promise<{ readonly id: string; readonly inputs: Properties; readonly outputs: Properties } | null>;
  /** Changes the resource in place. At a preview it changes nothing. */
  update(
    request: ResourceRequest<Config> & {
      readonly id: string;
      readonly oldInputs: Properties;
      readonly olds: Properties;
      readonly news: Properties;
      readonly preview: boolean;
    },
  ): Promise<{ readonly outputs: Properties }>;
  /** Removes the resource. One that is gone already is no error. */
  delete(
    request: ResourceRequest<Config> & {
      readonly id: string;
      readonly oldInputs: Properties;
      readonly state: Properties;
    },
  ): Promise<void>;
}

/** A function that programs can call. */
export type InvokeImplementation<Config = unknown> = (request: {
  readonly args: Properties;
  readonly preview: boolean;
  readonly context: OperationContext<Config>;
}) => Promise<{ readonly returns: Properties; readonly failures?: readonly InputFailure[] }>;

/** A whole provider, as `serveProvider` and `runProvider` serve it. */
export interface ProviderImplementation<Config = unknown> {
  /** The package's name: the first part of its tokens. */
  readonly name: string;
  /** Semantic version, without a leading `v`. */
  readonly version: string;
  /** The package schema, asked for by `pulumi package`. @default name and version only */
  schema?(): object;
  /** Validates the provider's own inputs. Values that aren't strings arrive as JSON text. */
  checkConfig?(
    request: ResourceRequest<Config> & { readonly olds: Properties | undefined; readonly news: Properties },
  ): Promise<CheckResult>;
  /** Compares two configurations: which changes need every resource replaced. Left out, none does. */
  diffConfig?(
    request: ResourceRequest<Config> & {
      readonly oldInputs: Properties;
      readonly olds: Properties;
      readonly news: Properties;
    },
  ): Promise<DiffResult>;
  /** Turns the provider's inputs into what the operations find in their context. Runs once, before any of them that needs it. */
  configure(request: {
    readonly inputs: Properties;
    readonly context: Omit<OperationContext<Config>, "config" | "programRuns">;
  }): Promise<Config | undefined>;
  /** By token, for example `palisade:index:Access`. */
  readonly resources: Readonly<Record<string, ResourceImplementation<Config>>>;
  /** By token. */
  readonly invokes?: Readonly<Record<string, InvokeImplementation<Config>>>;
}
