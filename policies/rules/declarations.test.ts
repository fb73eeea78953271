import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Unknown } from "../facts/maybe";
import { judgeRule, type RuleJudgement } from "../judge-rule";
import { decidableFromDeclaration } from "../packs/policies";
import {
  DECLARED_FACT_TYPES,
  type DeclaredResource,
  parsersFor,
  readDeclaredFacts,
} from "../readers/declared";
import type { Rule } from "../rule";
import { countDifferences } from "../testing/difference";
import type { DeclarationProof, Proof } from "../testing/proof";
import { ruleFiles } from "../testing/proofs";
import { PROOF_DAY } from "../testing/prove-rule";

/**
 * The twins of the proofs: what is bad as facts is declared by the resources of a program, goes through the declared
 * reader, and is found with the same key.
 */

const proofs = ruleFiles().flatMap(({ proof }) => (proof === undefined ? [] : [proof]));

async function judgeDeclared(
  rule: Rule,
  resources: readonly DeclaredResource[],
  options: Proof["options"] = {},
): Promise<RuleJudgement> {
  return judgeRule(rule, readDeclaredFacts(resources, await parsersFor(resources)), PROOF_DAY, options);
}

/** Whether a declaration has everything that the rule's check takes: what is left is whether it says enough. */
function hasItsFacts(rule: Rule): boolean {
  return rule.facts.every((type) => DECLARED_FACT_TYPES.has(type));
}

/** What the proof of a rule lacks, as the sentence that its author needs; `undefined` where it lacks nothing. */
function lacking(rule: Rule, declaration: DeclarationProof | undefined): string | undefined {
  const file = `policies/rules/${rule.topic}/${rule.id}.proof.ts`;
  if (!hasItsFacts(rule)) {
    return declaration === undefined
      ? undefined
      : `${file}: take declaration away, because no declaration has the facts ${rule.facts.join(", ")}; where one should, write a reader for it in policies/readers/declared`;
  }
  if (decidableFromDeclaration(rule)) {
    if (declaration !== undefined && declaration.kind !== "none") return undefined;
    return (
      `${file}: the pack judges programs by this rule, so the proof needs its twin. Write declaration: { kind: "resources", ` +
      'bad: [roleResource({ superuser: true })], fixed: [roleResource()], server: TWIN_SHOP }: "bad" are the resources of a ' +
      'program (policies/testing/twin.ts makes them) in which the rule finds exactly the proof\'s key, "fixed" the same with one ' +
      'change, "server" statements for what a program cannot declare. Where a program can declare nothing bad: { kind: "only ' +
      'good", good: […], because: "…" }. Where a declaration never says enough, give the rule world: "server" and write { kind: ' +
      '"none", because: "…" }'
    );
  }
  if (declaration?.kind === "none") return undefined;
  return (
    `${file}: a declaration has facts of the types that this rule looks at, and the rule is not for declarations ` +
    `(${rule.world === "server" ? 'world: "server"' : `scope: "${rule.scope}"`}). Write declaration: { kind: "none", because: ` +
    '"what those facts do not say of a program" }, or make the rule decidable and write its twin'
  );
}

/** What a user writes of a resource: the maps that the plugin's check adds follow from it. */
function written({ type, inputs, ...rest }: DeclaredResource) {
  const { privileges, tables, ...others } = inputs;
  if (type === "palisade:index:Access") return { type, ...rest, inputs: { ...others, tables } };
  if (type === "palisade:index:RowSecurity") return { type, ...rest, inputs: { ...others, privileges } };
  return { type, ...rest, inputs };
}

describe("every rule that a declaration can decide has a twin", () => {
  test("and every proof says whether it can", () => {
    const sentences = proofs.map(({ rule, declaration }) => lacking(rule, declaration));
    assert.deepEqual(
      sentences.filter((sentence) => sentence !== undefined),
      [],
    );
  });

  for (const proof of proofs) {
    const { rule, declaration } = proof;
    if (declaration === undefined || declaration.kind === "none") continue;
    if (declaration.kind === "only good") {
      test(`${rule.id} passes what a program declares, and there is nothing else to declare`, async () => {
        const { findings, unknown, notApplicable } = await judgeDeclared(
          rule,
          declaration.good,
          proof.options,
        );
        assert.deepEqual([findings, unknown, notApplicable], [[], [], undefined]);
      });
      continue;
    }

    test(`${rule.id} finds what is bad in a program, under the key of its facts`, async () => {
      const { findings, unknown } = await judgeDeclared(rule, declaration.bad, proof.options);
      assert.deepEqual(
        findings.map(({ key }) => key),
        [proof.key],
      );
      assert.deepEqual(unknown, []);
      const urns = declaration.bad.map(({ urn }) => urn);
      for (const { object } of findings)
        assert.ok(urns.includes(object.urn ?? ""), `the finding names its resource: ${object.urn}`);
    });

    test(`${rule.id} is content with the program after one change`, async () => {
      const { findings, unknown } = await judgeDeclared(rule, declaration.fixed, proof.options);
      assert.deepEqual([findings, unknown], [[], []]);
      assert.equal(
        countDifferences(declaration.bad.map(written), declaration.fixed.map(written)),
        1,
        "bad and fixed differ by one change",
      );
    });
  }
});

describe("a value that is not known before the update", () => {
  const later = new Unknown("the input is not known before the update");

  for (const { rule, declaration, options } of proofs) {
    if (declaration?.kind !== "resources") continue;
    test(`never makes ${rule.id} pass what is bad, and says why`, async () => {
      for (const [at, resource] of declaration.bad.entries()) {
        for (const input of Object.keys(resource.inputs)) {
          const resources = declaration.bad.with(at, {
            ...resource,
            inputs: { ...resource.inputs, [input]: later },
          });
          const { findings, unknown } = await judgeDeclared(rule, resources, options);
          assert.ok(
            findings.length + unknown.length > 0,
            `${resource.type} ${resource.name}: the rule says nothing where ${input} is not known`,
          );
          for (const { reason } of unknown) assert.match(reason, /not known|not declared/, input);
        }
      }
    });
  }
});

describe("a rule that is not for declarations", () => {
  const programs = proofs.flatMap(({ declaration }) =>
    declaration?.kind === "resources"
      ? [declaration.bad, declaration.fixed]
      : declaration?.kind === "only good"
        ? [declaration.good]
        : [],
  );

  for (const { rule, declaration } of proofs) {
    if (declaration?.kind !== "none") continue;
    test(`${rule.id} finds nothing in any program, although it may look`, async () => {
      const { world: _world, ...open } = rule;
      for (const resources of programs) {
        const { findings } = await judgeDeclared({ ...open, scope: "object" }, resources);
        assert.deepEqual(
          findings.map(({ key }) => key),
          [],
          `it can be decided from a declaration after all: ${declaration.because}`,
        );
      }
    });
  }
});

describe("the sentences about a lacking twin", () => {
  const [first] = proofs.filter(({ rule }) => rule.id === "role-superuser-login").map(({ rule }) => rule);
  assert.ok(first);
  const none: DeclarationProof = { kind: "none", because: "…" };

  test("tell what to write where a rule has none", () => {
    assert.match(
      lacking(first, undefined) ?? "",
      /role-superuser-login\.proof\.ts: .*needs its twin\. Write/,
    );
    assert.match(lacking(first, none) ?? "", /needs its twin/);
    assert.match(lacking({ ...first, world: "server" }, undefined) ?? "", /\(world: "server"\).*"none"/);
    assert.match(lacking({ ...first, scope: "closed-world" }, undefined) ?? "", /scope: "closed-world"/);
    assert.match(lacking({ ...first, facts: ["hba"] }, none) ?? "", /take declaration away/);
  });

  test("are silent where there is nothing to say", () => {
    assert.equal(lacking({ ...first, facts: ["hba"] }, undefined), undefined);
    assert.equal(lacking({ ...first, world: "server" }, none), undefined);
  });
});
