import assert from "node:assert/strict";
import type { ServerSettings } from "../../configuration";
import {
  type OperationContext,
  PartialFailure,
  type Properties,
  type ResourceImplementation,
} from "../../protocol";

/** One resource as the engine drives it: Check and Diff at every preview, then Create or Update. */
export class Driver {
  /** What was logged, without live progress. */
  readonly messages: string[] = [];
  /** Whether the engine runs a program, as it does not for a destroy. */
  programRuns = true;
  /** What Ctrl-C would abort. */
  readonly cancellation = new AbortController();
  readonly #resource: ResourceImplementation<ServerSettings>;
  readonly #context: OperationContext<ServerSettings>;
  #state: { id: string; inputs: Properties; outputs: Properties } | undefined;

  constructor(
    resource: ResourceImplementation<ServerSettings>,
    config: ServerSettings | undefined,
    readonly urn = "urn:pulumi:test::test::palisade:index:It::it",
    /** The engine has another one for what takes the resource's place. */
    readonly seed = new Uint8Array(),
  ) {
    this.#resource = resource;
    this.#context = {
      signal: this.cancellation.signal,
      log: (severity, message, options) => {
        if (options?.ephemeral !== true) this.messages.push(`${severity}: ${message}`);
      },
      config,
      programRuns: async () => this.programRuns,
    };
  }

  async check(news: Properties) {
    const request = {
      urn: this.urn,
      context: this.#context,
      olds: this.#state?.inputs,
      news,
      randomSeed: this.seed,
    };
    const result = await this.#resource.check?.(request);
    assert.ok(result);
    return result;
  }

  /** The lines of a preview: paths of the detailed diff, or `create`. */
  async preview(news: Properties): Promise<string[]> {
    const { inputs, failures } = await this.check(news);
    assert.deepEqual(failures, []);
    const state = this.#state;
    if (state === undefined) {
      await this.#resource.create({ urn: this.urn, context: this.#context, inputs, preview: true });
      return ["create"];
    }
    const result = await this.#resource.diff({
      urn: this.urn,
      context: this.#context,
      id: state.id,
      oldInputs: state.inputs,
      olds: state.outputs,
      news: inputs,
    });
    assert.equal(result.changes, Object.keys(result.detailedDiff ?? {}).length > 0);
    return Object.keys(result.detailedDiff ?? {});
  }

  /** What the engine asks for at a preview after Diff: Update, or Create, with nothing done. */
  async planned(news: Properties): Promise<void> {
    const { inputs } = await this.check(news);
    const state = this.#state;
    assert.ok(state);
    await this.#resource.update({
      urn: this.urn,
      context: this.#context,
      id: state.id,
      oldInputs: state.inputs,
      olds: state.outputs,
      news: inputs,
      preview: true,
    });
  }

  async up(news: Properties): Promise<Properties> {
    const { inputs, failures } = await this.check(news);
    assert.deepEqual(failures, []);
    const common = { urn: this.urn, context: this.#context, preview: false };
    try {
      if (this.#state === undefined) {
        const { id, outputs } = await this.#resource.create({ ...common, inputs });
        this.#state = { id, inputs, outputs };
      } else {
        const { id, inputs: oldInputs, outputs: olds } = this.#state;
        const { outputs } = await this.#resource.update({ ...common, id, oldInputs, olds, news: inputs });
        this.#state = { id, inputs, outputs };
      }
    } catch (error) {
      if (error instanceof PartialFailure) {
        const { id, outputs } = error;
        this.#state = { id, inputs, outputs };
      }
      throw error;
    }
    return this.#state.outputs;
  }

  /** Refreshes the state. Returns whether the resource is still there. */
  async refresh(): Promise<boolean> {
    const state = this.#state;
    assert.ok(state);
    const read = await this.#resource.read({
      urn: this.urn,
      context: this.#context,
      id: state.id,
      inputs: state.inputs,
      state: state.outputs,
    });
    if (read !== null) this.#state = { id: read.id, inputs: read.inputs, outputs: read.outputs };
    return read !== null;
  }

  /** Reads a resource of which no state knows. Returns the inputs that become code. */
  async import(id: string): Promise<Properties> {
    const read = await this.#resource.read({
      urn: this.urn,
      context: this.#context,
      id,
      inputs: {},
      state: {},
    });
    assert.ok(read);
    this.#state = { id: read.id, inputs: read.inputs, outputs: read.outputs };
    return read.inputs;
  }

  /** Goes on with the state of a resource of another name, as an alias makes it. */
  takeOver(other: Driver): void {
    this.#state = other.#state;
  }

  /** The inputs that the state holds, to look at and to change; `undefined` where there is none. */
  get inputs(): Properties | undefined {
    return this.#state?.inputs;
  }

  /** What the state holds; `undefined` where there is none. */
  get outputs(): Properties | undefined {
    return this.#state?.outputs;
  }

  async delete(): Promise<void> {
    const state = this.#state;
    assert.ok(state);
    await this.#resource.delete({
      urn: this.urn,
      context: this.#context,
      id: state.id,
      oldInputs: state.inputs,
      state: state.outputs,
    });
  }
}
