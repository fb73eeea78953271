import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckFailure,
  type ConfigureRequest,
  ConfigureResponse,
  type GetMappingRequest,
  GetMappingResponse,
  type GetMappingsRequest,
  GetMappingsResponse,
  type GetSchemaRequest,
  GetSchemaResponse,
  type InvokeRequest,
  InvokeResponse,
  type ProviderHandshakeRequest,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { EngineLog } from "./engine-log";
import { NotImplementedError } from "./errors";
import type { InputFailure, ProviderImplementation } from "./implementation";
import { type CheckRequest, type CheckResponse, type DiffRequest, reasonOf } from "./messages";
import type { Operations } from "./operations";
import { diffResponse } from "./resource-methods";
import { fromStruct, toStruct } from "./struct";
import { type Properties, setProperty } from "./values";

/** The methods of the protocol that concern the provider as a whole. `configured` takes what Configure made. */
export function providerMethods<Config>(
  provider: ProviderImplementation<Config>,
  operations: Operations,
  log: EngineLog,
  config: () => Config | undefined,
  configured: (config: Config | undefined) => void,
) {
  return {
    handshake: operations.unary((request: ProviderHandshakeRequest) => {
      log.attach(request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      response.setAcceptOutputs(false);
      response.setSupportsAutonamingConfiguration(false);
      return response;
    }),

    attach: operations.unary((request: PluginAttach) => {
      operations.renew();
      log.attach(request.getAddress());
      return new Empty();
    }),

    getPluginInfo: operations.unary((_request: Empty) => {
      const response = new PluginInfo();
      response.setVersion(provider.version);
      return response;
    }),

    getSchema: operations.unary((request: GetSchemaRequest) => {
      if (request.getVersion() !== 0) {
        throw new NotImplementedError(`the plugin ${provider.name} knows schema version 0 only`);
      }
      const response = new GetSchemaResponse();
      response.setSchema(
        JSON.stringify(provider.schema?.() ?? { name: provider.name, version: provider.version }),
      );
      return response;
    }),

    checkConfig: operations.unary(async (request: CheckRequest, operation): Promise<CheckResponse> => {
      if (provider.checkConfig === undefined) throw new NotImplementedError("CheckConfig");
      const { urn, olds, news = {} } = request;
      return provider.checkConfig({
        urn,
        context: operations.context(operation, urn, config()),
        olds,
        news,
      });
    }),

    diffConfig: operations.unary(async (request: DiffRequest, operation) => {
      if (provider.diffConfig === undefined) throw new NotImplementedError("DiffConfig");
      const { urn, oldInputs = {}, olds = {}, news = {} } = request;
      const context = operations.context(operation, urn, config());
      return diffResponse(await provider.diffConfig({ urn, context, oldInputs, olds, news }));
    }),

    configure: operations.unary(async (request: ConfigureRequest, operation) => {
      operations.renew();
      const { signal, log: send } = operations.context<Config>(operation, request.getUrn() ?? "", undefined);
      configured(
        await provider.configure({ inputs: configurationInputs(request), context: { signal, log: send } }),
      );
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setAcceptoutputs(false);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(false);
      return response;
    }),

    invoke: operations.unary(async (request: InvokeRequest, operation) => {
      const token = request.getTok();
      const invokes = provider.invokes ?? {};
      const invoke = Object.hasOwn(invokes, token) ? invokes[token] : undefined;
      if (invoke === undefined) {
        throw new NotImplementedError(
          `the plugin ${provider.name} ${provider.version} has no function ${token}`,
        );
      }
      const result = await invoke({
        args: fromStruct(request.getArgs()),
        preview: request.getPreview(),
        context: operations.context(operation, "", config()),
      });
      const response = new InvokeResponse();
      response.setReturn(toStruct(result.returns));
      response.setFailuresList(failureList(result.failures ?? []));
      return response;
    }),

    cancel: operations.unary((_request: Empty) => {
      operations.cancel();
      return new Empty();
    }),

    // Mappings translate other tools' configurations; an empty answer says that there is none.
    getMapping: operations.unary((_request: GetMappingRequest) => new GetMappingResponse()),
    getMappings: operations.unary((_request: GetMappingsRequest) => new GetMappingsResponse()),
  };
}

/** Engines of long ago send the configuration as a flat map of `package:config:name` only. */
function configurationInputs(request: ConfigureRequest): Properties {
  const args = request.getArgs();
  if (args !== undefined) return fromStruct(args);
  const inputs: Properties = {};
  request.getVariablesMap().forEach((value, key) => {
    setProperty(inputs, key.split(":").at(-1) ?? key, value);
  });
  return inputs;
}

function failureList(failures: readonly InputFailure[]): CheckFailure[] {
  return failures.map((failure) => {
    const message = new CheckFailure();
    message.setReason(reasonOf(failure));
    return message;
  });
}
