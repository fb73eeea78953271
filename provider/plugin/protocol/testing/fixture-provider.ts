import { setTimeout as sleep } from "node:timers/promises";
import { OutcomeUnknownError, PartialFailure, type ProviderImplementation, secret, UNKNOWN } from "../index";

/** A provider that does nothing but answer, for the tests of the protocol server. */
export function fixtureProvider(events: string[] = []): ProviderImplementation<{ readonly host: string }> {
  return {
    name: "fixture",
    version: "1.2.3",
    schema: () => ({ name: "fixture", version: "1.2.3", resources: { "fixture:index:Thing": {} } }),
    checkConfig: async ({ news }) => ({
      inputs: { port: "5432", ...news },
      failures:
        news["host"] === undefined ? [{ path: "host", reason: "is missing, for example localhost" }] : [],
    }),
    configure: async ({ inputs }) => ({ host: String(inputs["host"]) }),
    invokes: {
      "fixture:index:echo": async ({ args, context }) => ({
        returns: { ...args, host: context.config?.host },
      }),
    },
    resources: {
      "fixture:index:Thing": {
        check: async ({ news, olds }) => ({
          inputs: { size: 1, isNew: olds === undefined, ...news },
          failures:
            news["size"] === 0 ? [{ path: "parts[0].size", reason: "0 is too small, 1 would do" }] : [],
        }),
        diff: async () => ({
          changes: true,
          detailedDiff: {
            'privileges["table a.b"]': { kind: "add" },
            "privileges.c": { kind: "delete", inputDiff: true },
            name: { kind: "update-replace" },
          },
          deleteBeforeReplace: true,
        }),
        create: async ({ inputs, preview, context }) => {
          const mode = inputs["mode"];
          if (mode === "slow") return await slowly(events, context.signal);
          if (mode === "partial") {
            const outputs = { done: true, filler: "x".repeat(Number(inputs["bytes"] ?? 0)) };
            throw new PartialFailure({
              id: "half",
              outputs,
              reasons: ["the second half failed", "and so did the third"],
            });
          }
          if (mode === "unknown") throw new OutcomeUnknownError("lost while committing");
          if (mode === "fail") throw new Error("refused: Größe");
          if (mode === "obeyed") {
            context.log("warning", "erased\u001b[2J\n  \u202etext");
            throw new Error("refused\u001b[2J:\n  \u202etext");
          }
          context.log("info", "step 1", { ephemeral: true });
          context.log("warning", "step 2");
          const outputs = { ...inputs, host: context.config?.host ?? null, password: secret("hunter2") };
          return preview
            ? { id: "", outputs: { ...outputs, computed: UNKNOWN } }
            : { id: "thing", outputs: { ...outputs, computed: 42 } };
        },
        read: async ({ id, inputs, state }) =>
          id === "gone" ? null : { id, inputs: { ...inputs, read: true }, outputs: { ...state, read: true } },
        update: async ({ oldInputs, olds, news }) => ({ outputs: { oldInputs, olds, news } }),
        delete: async ({ id, oldInputs }) => {
          events.push(`deleted ${id} ${JSON.stringify(oldInputs)}`);
        },
      },
      "fixture:index:Plain": {
        diff: async () => ({ changes: false }),
        create: async ({ inputs }) => ({ id: "plain", outputs: inputs }),
        read: async () => null,
        update: async ({ news }) => ({ outputs: news }),
        delete: async () => undefined,
      },
    },
  };
}

async function slowly(events: string[], signal: AbortSignal): Promise<never> {
  events.push("begun");
  try {
    await sleep(60_000, undefined, { signal });
  } catch {
    await sleep(50);
    events.push("rolled back");
    throw new Error("rolled back");
  }
  throw new Error("the slow operation was never cancelled");
}
