import {
  type DiffResult,
  type OperationContext,
  type Properties,
  type ProviderImplementation,
  revealAll,
} from "../../provider/plugin/protocol";

/** What the engine does with one resource, by the same steps and in the same order, without an engine: for tests. */
export interface ResourceUnderTest {
  readonly id: string;
  readonly outputs: Properties;
  /** The checked inputs, secrets bare. */
  readonly inputs: Properties;
  /** Compares the state with new inputs. */
  diff(inputs: Properties): Promise<DiffResult>;
  /** An update in place. */
  update(inputs: Properties): Promise<ResourceUnderTest>;
  /** Refresh; `null` where the resource is gone. */
  refresh(): Promise<ResourceUnderTest | null>;
  delete(): Promise<void>;
}

/** Runs resources of a provider as an engine would. */
export function engineFor<Config>(
  provider: ProviderImplementation<Config>,
  config: Config,
  messages: string[] = [],
) {
  const context: OperationContext<Config> = {
    signal: new AbortController().signal,
    config,
    programRuns: async () => true,
    log: (_severity, message) => messages.push(message),
  };

  const resource = (token: string) => {
    const found = provider.resources[token];
    if (found === undefined) throw new Error(`no resource ${token}`);
    return found;
  };

  const check = async (token: string, name: string, olds: Properties | undefined, news: Properties) => {
    const urn = `urn:pulumi:test::test::${token}::${name}`;
    const checked = await resource(token).check?.({
      urn,
      context,
      olds,
      news,
      randomSeed: new Uint8Array(32),
    });
    if (checked === undefined) throw new Error("a stand-in's resource has a check");
    return { urn, ...checked };
  };

  const standing = (
    token: string,
    name: string,
    id: string,
    inputs: Properties,
    state: Properties,
  ): ResourceUnderTest => ({
    id,
    inputs: revealAll(inputs),
    outputs: revealAll(state),
    diff: async (news) => {
      const checked = await check(token, name, inputs, news);
      return resource(token).diff({
        urn: checked.urn,
        context,
        id,
        oldInputs: inputs,
        olds: state,
        news: checked.inputs,
      });
    },
    update: async (news) => {
      const checked = await check(token, name, inputs, news);
      if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
      const { outputs } = await resource(token).update({
        urn: checked.urn,
        context,
        id,
        oldInputs: inputs,
        olds: state,
        news: checked.inputs,
        preview: false,
      });
      return standing(token, name, id, checked.inputs, outputs);
    },
    refresh: async () => {
      const urn = `urn:pulumi:test::test::${token}::${name}`;
      const found = await resource(token).read({ urn, context, id, inputs, state });
      return found === null ? null : standing(token, name, found.id, found.inputs, found.outputs);
    },
    delete: async () => {
      const urn = `urn:pulumi:test::test::${token}::${name}`;
      await resource(token).delete({ urn, context, id, oldInputs: inputs, state });
    },
  });

  return {
    check: (token: string, name: string, news: Properties) => check(token, name, undefined, news),
    preview: async (token: string, name: string, news: Properties) => {
      const checked = await check(token, name, undefined, news);
      return resource(token).create({
        urn: checked.urn,
        context: { ...context, config: undefined },
        inputs: checked.inputs,
        preview: true,
      });
    },
    create: async (token: string, name: string, news: Properties): Promise<ResourceUnderTest> => {
      const checked = await check(token, name, undefined, news);
      if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
      const made = await resource(token).create({
        urn: checked.urn,
        context,
        inputs: checked.inputs,
        preview: false,
      });
      return standing(token, name, made.id, checked.inputs, made.outputs);
    },
    import: async (token: string, id: string): Promise<ResourceUnderTest | null> => {
      const urn = `urn:pulumi:test::test::${token}::imported`;
      const found = await resource(token).read({ urn, context, id, inputs: {}, state: {} });
      return found === null ? null : standing(token, "imported", found.id, found.inputs, found.outputs);
    },
  };
}
