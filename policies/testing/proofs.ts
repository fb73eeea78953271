import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Rule } from "../rule";
import type { Proof } from "./proof";

const RULES_FOLDER = resolve(__dirname, "..", "rules");

/** A rule's file, found in its folder. */
export interface RuleFile {
  readonly topic: string;
  readonly id: string;
  readonly rule: Rule;
  /** Its proof, or `undefined` where there is none. */
  readonly proof: Proof | undefined;
}

/** Every rule file that there is, listed or not, with its proof. */
export function ruleFiles(): RuleFile[] {
  return readdirSync(RULES_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((topic) =>
      readdirSync(join(RULES_FOLDER, topic.name))
        // The topic's own list is no rule.
        .filter((file) => /^[a-z0-9-]+\.ts$/.test(file) && file !== "index.ts")
        .map((file) => load(topic.name, file.slice(0, -".ts".length))),
    );
}

function load(topic: string, id: string): RuleFile {
  const path = join(RULES_FOLDER, topic, id);
  const proof = existsSync(`${path}.proof.ts`) ? defaultOf<Proof>(`${path}.proof`) : undefined;
  return { topic, id, rule: defaultOf<Rule>(path), proof };
}

function defaultOf<T>(path: string): T {
  return (require(path) as { default: T }).default;
}
