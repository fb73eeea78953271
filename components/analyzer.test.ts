import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, test } from "node:test";
// An experimental path of the SDK: package-lock.json pins its version, and this test says when it has moved.
import { Analyzer, type PropertyDefinition } from "@pulumi/pulumi/provider/experimental/analyzer";
import { GRANT_KINDS } from "../postgres/plan/kinds";
import { DEFAULT_WORDS } from "../postgres/plan/parse-rules";

/**
 * What the SDK's analyzer reads from the components is the schema that other languages get. An argument that it cannot
 * read (a callback, a union in place, an array of literals as a closed set) would shut that door.
 */
const root = resolve(__dirname, "..");
const names = ["Auditor", "HardenedDatabase", "RoleSet", "SchemaAccess", "TenantIsolation"];

/** The analyzer starts from the package's entry point, which for these components is their own index. */
function analyze() {
  return new Analyzer(root, "palisade", { main: "components/index.ts" }, new Set(names)).analyze();
}

describe("the components can be offered to every Pulumi language", () => {
  const { components, typeDefinitions } = analyze();

  test("the analyzer finds all of them", () => {
    assert.deepEqual(Object.keys(components).sort(), names);
  });

  test("every component, argument and output has a description", () => {
    const silent: string[] = [];
    const look = (owner: string, properties: Readonly<Record<string, PropertyDefinition>> = {}) => {
      for (const [name, { description }] of Object.entries(properties))
        if (description === undefined || description.trim() === "") silent.push(`${owner}.${name}`);
    };
    for (const [name, { description, inputs, outputs }] of Object.entries(components)) {
      if (description === undefined) silent.push(name);
      look(name, inputs);
      look(name, outputs);
    }
    for (const [name, { properties }] of Object.entries(typeDefinitions)) look(name, properties);
    assert.deepEqual(silent, []);
  });

  test("the front door needs a database, schemas and a server, and nothing else", () => {
    const inputs = Object.entries(components["HardenedDatabase"]?.inputs ?? {});
    const required = inputs.filter(([, { optional }]) => optional !== true).map(([name]) => name);
    assert.deepEqual(required.sort(), ["database", "schemas", "server"]);
  });

  test("a closed set is an enumeration of its words", () => {
    assert.deepEqual(
      typeDefinitions["TenantColumnType"]?.enum?.map(({ name, value }) => `${name} = ${value}`).sort(),
      ["Bigint = bigint", "Integer = integer", "Text = text", "Uuid = uuid"],
    );
  });

  test("the kinds of a rule are those that the plugin knows", () => {
    const words = (name: string) => typeDefinitions[name]?.enum?.map(({ value }) => value);
    assert.deepEqual(words("AccessKind")?.sort(), [...GRANT_KINDS].sort());
    assert.deepEqual(words("DefaultPrivilegesKind")?.sort(), [...DEFAULT_WORDS].sort());
  });

  test("scalars take computed values, except where identity or options are made of them", () => {
    const plain: string[] = [];
    const look = (owner: string, properties: Readonly<Record<string, PropertyDefinition>> = {}) => {
      for (const [name, property] of Object.entries(properties)) {
        const inner = property.items ?? property;
        if (inner.plain === true && !("$ref" in inner)) plain.push(`${owner}.${name}`);
      }
    };
    for (const [name, { inputs }] of Object.entries(components)) look(name, inputs);
    for (const [name, { properties }] of Object.entries(typeDefinitions)) look(name, properties);
    assert.deepEqual(plain.sort(), [
      "Auditor.configurationFiles",
      "Auditor.databases",
      "Auditor.grantedElsewhere",
      "AuditorRoleArgs.configurationFiles",
      "DatabaseProofArgs.enabled",
      "HardenedDatabase.protect",
      "HardenedDatabase.schemas",
      "TenantIsolation.signingKeyIds",
      "TenantsArgs.schemas",
      "TenantsArgs.signingKeyIds",
    ]);
  });
});
