import assert from "node:assert/strict";
import { before } from "node:test";
import { judge } from "../judge";
import { decidableFromDeclaration } from "../packs/policies";
import {
  type DeclaredResource,
  loadSqlParsers,
  readDeclaredFacts,
  type SqlParsers,
} from "../readers/declared";
import { RULES } from "../rules";

const DECIDABLE = RULES.filter(decidableFromDeclaration);

/** Loaded once, before any test: what holds SQL can then be judged without waiting. */
let parsers: SqlParsers;
before(async () => {
  parsers = await loadSqlParsers();
});

function judged(resources: readonly DeclaredResource[]) {
  const judgement = judge(DECIDABLE, readDeclaredFacts(resources, parsers), { now: new Date("2026-12-01") });
  assert.deepEqual(judgement.failed, []);
  return judgement;
}

/** The keys of what the rules find in a declaration. */
export function findings(...resources: DeclaredResource[]): string[] {
  return judged(resources).findings.map((finding) => finding.key);
}

/** The rules that had something to judge in a declaration, and found it good. */
export function passed(...resources: DeclaredResource[]): readonly string[] {
  return judged(resources).passed;
}

/** The rules that cannot decide on a declaration. */
export function undecided(...resources: DeclaredResource[]): string[] {
  return judged(resources).unknown.map(({ rule }) => rule);
}
