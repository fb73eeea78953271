import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, resolve } from "node:path";
import { OwnRulesError, type Rule, withOwnRules } from "../policies";
import { CommandFailure } from "./failure";

/** Files that Node.js itself cannot run everywhere, nor with imports as TypeScript resolves them. */
const TYPESCRIPT = new Set([".ts", ".mts", ".cts"]);

const HINT = "; for TypeScript, install tsx beside the rules: npm install --save-dev tsx";

/**
 * Palisade's rules with those that a module exports as its default, a rule or a list of them. The module is the user's own
 * program and runs as such; what is wrong with it becomes one sentence.
 */
export function readOwnRules(path: string): readonly Rule[] {
  const file = resolve(path);
  if (!existsSync(file)) throw new CommandFailure(`the rules in ${path} cannot be read: correct the path`);
  let exported: unknown;
  const typescript = TYPESCRIPT.has(extname(file));
  const compiled = typescript && compileTypeScript(file);
  try {
    exported = require(file);
  } catch (error) {
    throw new CommandFailure(
      `the rules in ${path} cannot be loaded: ${firstLine(error)}${typescript && !compiled ? HINT : ""}`,
      error,
    );
  }
  try {
    return withOwnRules(defaultOf(exported));
  } catch (error) {
    if (!(error instanceof OwnRulesError)) throw error;
    throw new CommandFailure(`${path}: ${error.message}`, error);
  }
}

/** What a module exports as its default; a CommonJS module's exports themselves where there is no such thing. */
function defaultOf(exported: unknown): unknown {
  const { default: value = exported } = (exported ?? {}) as { readonly default?: unknown };
  return value;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? "";
}

/**
 * Has tsx compile what is loaded from now on, where the rules' own project has it. False where it has not: Node.js may
 * still run the file by itself.
 */
function compileTypeScript(file: string): boolean {
  const own = createRequire(file);
  let tsx: string;
  try {
    tsx = own.resolve("tsx/cjs/api");
  } catch {
    return false;
  }
  (own(tsx) as { register(): unknown }).register();
  return true;
}
