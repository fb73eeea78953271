import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { Analyzer, type PropertyDefinition } from "@pulumi/pulumi/provider/experimental/analyzer";
import { SCENES } from "./scenes";

/** Options that no scene uses, each with the reason why it makes no difference to an audit, or is meant to make one. */
const WITHOUT_SCENE: Readonly<Record<string, string>> = {
  "HardenedDatabase.proof": "attacks what is there and is rolled back",
  "DatabaseProofArgs.enabled": "attacks what is there and is rolled back",
  "DatabaseProofArgs.allowNotRun": "attacks what is there and is rolled back",
  "DatabaseProofArgs.waive": "attacks what is there and is rolled back",
  "ProofWaiver.object": "attacks what is there and is rolled back",
  "ProofWaiver.role": "attacks what is there and is rolled back",
  "HardenedDatabase.protect": "the engine's own protection, which the server knows nothing of",
  "HardenedDatabase.lcCollate": "how texts are sorted opens nothing to anybody",
  "HardenedDatabase.lcCtype": "what a letter is opens nothing to anybody",
  "AccessGrant.toPublic": "what everybody may do is what the rules about PUBLIC are there to find",
  "AccessDefaultPrivileges.toPublic":
    "what everybody may do is what the rules about PUBLIC are there to find",
};

/** Components that take the options of another type as their own. */
const ALIKE: Readonly<Record<string, string>> = {
  TenantIsolation: "TenantsArgs",
  Auditor: "AuditorRoleArgs",
};

type Properties = Readonly<Record<string, PropertyDefinition>>;

const { components, typeDefinitions } = new Analyzer(
  resolve(__dirname, "..", ".."),
  "palisade",
  { main: "components/index.ts" },
  new Set(["Auditor", "HardenedDatabase", "RoleSet", "SchemaAccess", "TenantIsolation"]),
).analyze();

const typeOf = (name: string): Properties =>
  components[name]?.inputs ?? typeDefinitions[name]?.properties ?? {};

function optionName(type: string, property: string): string {
  const alike = ALIKE[type];
  return alike !== undefined && property in typeOf(alike) ? `${alike}.${property}` : `${type}.${property}`;
}

/** Every option that the arguments of a type say something of, those inside it included. */
function used(type: string, value: unknown, found: Set<string>): void {
  for (const [property, inner] of Object.entries(value as Record<string, unknown>)) {
    const definition = typeOf(type)[property];
    assert.ok(definition, `${type} has no ${property}`);
    found.add(optionName(type, property));
    inside(definition, inner, found);
  }
}

function inside(definition: PropertyDefinition, value: unknown, found: Set<string>): void {
  const { items, additionalProperties } = definition;
  if (items !== undefined) for (const one of value as unknown[]) inside(items, one, found);
  else if (additionalProperties !== undefined)
    for (const one of Object.values(value as object)) inside(additionalProperties, one, found);
  else if ("$ref" in definition && typeof value === "object")
    used(String(definition.$ref).split(":").at(-1) ?? "", value, found);
}

test("every option of the components is in a scene, or in the list of those that need none", () => {
  const found = new Set<string>();
  for (const { parts } of SCENES) for (const [component, args] of parts) used(component, args, found);
  const optional = [...Object.keys(components), ...Object.keys(typeDefinitions)].flatMap((type) =>
    Object.entries(typeOf(type)).flatMap(([property, definition]) =>
      definition.optional === true ? [optionName(type, property)] : [],
    ),
  );
  assert.ok(optional.length > 80);
  const missing = [...new Set(optional)].filter((option) => !found.has(option));
  assert.deepEqual(missing.sort(), Object.keys(WITHOUT_SCENE).sort());
});

test("every scene has a title of its own", () => {
  assert.equal(new Set(SCENES.map(({ title }) => title)).size, SCENES.length);
});
