import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Application, type Nested, type Outcome, READ, settingsOf } from "./interleave";
import { APPLICATION_POOL } from "./libraries";

/** What a program answers to one errand, or to a nesting. */
interface Answer {
  readonly id: number;
  readonly outcome: Outcome | Nested | { readonly ended: "broken"; readonly error: string };
}

/** A program in another language that does errands. */
export interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  /** Which snippet it is to use, where it knows several. */
  readonly library: string;
}

/**
 * An application in another language: a program that reads errands from its standard input and writes what came of them
 * to its standard output, one line of JSON each. The first line tells it what it needs; the URL is in it, with a password.
 */
export function programApplication({ command, parameters, library }: Program, url: string): Application {
  const child = spawn(command, parameters, { stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, { done(outcome: Outcome | Nested): void; fail(error: Error): void }>();
  let said = "";
  let gone: Error | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((done) => {
    const end = (reason: string) => {
      gone ??= new Error(`${library}'s program ended (${reason}):\n${said}`);
      for (const { fail } of waiting.values()) fail(gone);
      waiting.clear();
      done();
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (status) => end(`status ${String(status)}`));
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, outcome } = JSON.parse(line) as Answer;
    const asker = waiting.get(id);
    waiting.delete(id);
    if ("ended" in outcome && outcome.ended === "broken") asker?.fail(new Error(outcome.error));
    else asker?.done(outcome);
  });
  const tell = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
  tell({ url, library, read: READ, concurrency: APPLICATION_POOL });
  let id = 0;
  const ask = (question: object) =>
    new Promise<Outcome | Nested>((done, fail) => {
      if (gone !== undefined) return fail(gone);
      id += 1;
      waiting.set(id, { done, fail });
      tell({ id, ...question });
    });
  return {
    do: async ({ tenant, fails }) =>
      (await ask({
        fails,
        ...(tenant === undefined ? {} : { tenant, settings: settingsOf(tenant) }),
      })) as Outcome,
    nest: async ({ outer, inner, way, fails }) =>
      (await ask({ fails, way, outer: settingsOf(outer), inner: settingsOf(inner) })) as Nested,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
