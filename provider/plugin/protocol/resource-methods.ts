import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decodeProperties, encodeProperties } from "./codec";
import type {
  ChangeKind,
  CheckResult,
  DiffResult,
  InputFailure,
  ProviderImplementation,
  ResourceImplementation,
  ResourceRequest,
} from "./implementation";
import type { Operation, Operations } from "./operations";
import { rootOfPath } from "./property-path";

const CHANGE_KINDS: Record<ChangeKind, PropertyDiff.Kind> = {
  add: PropertyDiff.Kind.ADD,
  "add-replace": PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE,
  "delete-replace": PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE,
  "update-replace": PropertyDiff.Kind.UPDATE_REPLACE,
};

/** The methods of the protocol that work on one resource. `config` reads what Configure stored at the time of the call. */
export function resourceMethods<Config>(
  provider: ProviderImplementation<Config>,
  operations: Operations,
  config: () => Config | undefined,
) {
  const bind = (
    request: { getUrn(): string; getType(): string },
    operation: Operation,
  ): { resource: ResourceImplementation<Config>; base: ResourceRequest<Config> } => {
    const urn = request.getUrn();
    return {
      resource: findResource(provider, request.getType() || typeOfUrn(urn)),
      base: { urn, context: operations.context(operation, urn, config()) },
    };
  };

  return {
    check: operations.unary(async (request: CheckRequest, operation) => {
      const { resource, base } = bind(request, operation);
      const news = decodeProperties(request.getNews());
      const olds = request.getOlds();
      const result = (await resource.check?.({
        ...base,
        olds: olds === undefined ? undefined : decodeProperties(olds),
        news,
        randomSeed: request.getRandomseed_asU8(),
      })) ?? { inputs: news, failures: [] };
      return checkResponse(result);
    }),

    diff: operations.unary(async (request: DiffRequest, operation) => {
      const { resource, base } = bind(request, operation);
      return diffResponse(
        await resource.diff({
          ...base,
          id: request.getId(),
          oldInputs: decodeProperties(request.getOldInputs()),
          olds: decodeProperties(request.getOlds()),
          news: decodeProperties(request.getNews()),
        }),
      );
    }),

    create: operations.unary(async (request: CreateRequest, operation) => {
      const { resource, base } = bind(request, operation);
      const made = await resource.create({
        ...base,
        inputs: decodeProperties(request.getProperties()),
        preview: request.getPreview(),
      });
      const response = new CreateResponse();
      response.setId(made.id);
      response.setProperties(encodeProperties(made.outputs));
      return response;
    }),

    read: operations.unary(async (request: ReadRequest, operation) => {
      const { resource, base } = bind(request, operation);
      const found = await resource.read({
        ...base,
        id: request.getId(),
        inputs: decodeProperties(request.getInputs()),
        state: decodeProperties(request.getProperties()),
      });
      const response = new ReadResponse();
      // An empty id is how the protocol says that the resource is gone.
      if (found === null) return response;
      response.setId(found.id);
      response.setInputs(encodeProperties(found.inputs));
      response.setProperties(encodeProperties(found.outputs));
      return response;
    }),

    update: operations.unary(async (request: UpdateRequest, operation) => {
      const { resource, base } = bind(request, operation);
      const { outputs } = await resource.update({
        ...base,
        id: request.getId(),
        oldInputs: decodeProperties(request.getOldInputs()),
        olds: decodeProperties(request.getOlds()),
        news: decodeProperties(request.getNews()),
        preview: request.getPreview(),
      });
      const response = new UpdateResponse();
      response.setProperties(encodeProperties(outputs));
      return response;
    }),

    delete: operations.unary(async (request: DeleteRequest, operation) => {
      const { resource, base } = bind(request, operation);
      await resource.delete({
        ...base,
        id: request.getId(),
        oldInputs: decodeProperties(request.getOldInputs()),
        state: decodeProperties(request.getProperties()),
      });
      return new Empty();
    }),
  };
}

/** The message for a check's answer. */
export function checkResponse(result: CheckResult): CheckResponse {
  const response = new CheckResponse();
  response.setInputs(encodeProperties(result.inputs));
  response.setFailuresList(failureList(result.failures));
  return response;
}

/** `property` stays empty: given a name there, the engine prints the whole value beside the reason, secrets' plain text included. */
export function failureList(failures: readonly InputFailure[]): CheckFailure[] {
  return failures.map(({ path, reason }) => {
    const failure = new CheckFailure();
    failure.setReason(path === "" ? reason : `${path}: ${reason}`);
    return failure;
  });
}

/** The message for a diff's answer. */
export function diffResponse(result: DiffResult): DiffResponse {
  const response = new DiffResponse();
  response.setChanges(
    result.changes ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE,
  );
  response.setDeletebeforereplace(result.deleteBeforeReplace === true);
  const changes = Object.entries(result.detailedDiff ?? {});
  const roots = (chosen: typeof changes) => [...new Set(chosen.map(([path]) => rootOfPath(path)))];
  response.setReplacesList([
    ...(result.replaces ?? roots(changes.filter(([, change]) => change.kind.endsWith("-replace")))),
  ]);
  if (result.detailedDiff === undefined) return response;
  response.setHasdetaileddiff(true);
  response.setDiffsList(roots(changes));
  const map = response.getDetaileddiffMap();
  for (const [path, change] of changes) {
    const wire = new PropertyDiff();
    wire.setKind(CHANGE_KINDS[change.kind]);
    wire.setInputdiff(change.inputDiff === true);
    map.set(path, wire);
  }
  return response;
}

function findResource<Config>(
  provider: ProviderImplementation<Config>,
  token: string,
): ResourceImplementation<Config> {
  const resource = Object.hasOwn(provider.resources, token) ? provider.resources[token] : undefined;
  if (resource === undefined) {
    const known = Object.keys(provider.resources).join(", ");
    throw new Error(
      `the plugin ${provider.name} ${provider.version} has no resource ${token}; it has ${known}`,
    );
  }
  return resource;
}

/** The resource's own type: what stands last in the URN's third part, after the types of its parents. */
function typeOfUrn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
