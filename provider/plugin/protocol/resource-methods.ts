import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type {
  ChangeKind,
  DiffResult,
  ProviderImplementation,
  ResourceImplementation,
  ResourceRequest,
} from "./implementation";
import type {
  CheckRequest,
  CheckResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "./messages";
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
    { urn, type }: { readonly urn: string; readonly type: string },
    operation: Operation,
  ): { resource: ResourceImplementation<Config>; base: ResourceRequest<Config> } => ({
    resource: findResource(provider, type || typeOfUrn(urn)),
    base: { urn, context: operations.context(operation, urn, config()) },
  });

  return {
    check: operations.unary(async (request: CheckRequest, operation): Promise<CheckResponse> => {
      const { resource, base } = bind(request, operation);
      const { olds, news = {}, randomSeed } = request;
      return (await resource.check?.({ ...base, olds, news, randomSeed })) ?? { inputs: news, failures: [] };
    }),

    diff: operations.unary(async (request: DiffRequest, operation) => {
      const { resource, base } = bind(request, operation);
      const { id, oldInputs = {}, olds = {}, news = {} } = request;
      return diffResponse(await resource.diff({ ...base, id, oldInputs, olds, news }));
    }),

    create: operations.unary(async (request: CreateRequest, operation): Promise<CreateResponse> => {
      const { resource, base } = bind(request, operation);
      const { properties: inputs = {}, preview } = request;
      const { id, outputs } = await resource.create({ ...base, inputs, preview });
      return { id, properties: outputs };
    }),

    read: operations.unary(async (request: ReadRequest, operation): Promise<ReadResponse> => {
      const { resource, base } = bind(request, operation);
      const { id, inputs = {}, properties: state = {} } = request;
      const found = await resource.read({ ...base, id, inputs, state });
      if (found === null) return { id: "", properties: {}, inputs: {} };
      return { id: found.id, properties: found.outputs, inputs: found.inputs };
    }),

    update: operations.unary(async (request: UpdateRequest, operation): Promise<UpdateResponse> => {
      const { resource, base } = bind(request, operation);
      const { id, oldInputs = {}, olds = {}, news = {}, preview } = request;
      const { outputs } = await resource.update({ ...base, id, oldInputs, olds, news, preview });
      return { properties: outputs };
    }),

    delete: operations.unary(async (request: DeleteRequest, operation) => {
      const { resource, base } = bind(request, operation);
      const { id, oldInputs = {}, properties: state = {} } = request;
      await resource.delete({ ...base, id, oldInputs, state });
      return new Empty();
    }),
  };
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
