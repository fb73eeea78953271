import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeclaredResource } from "../readers/declared";
import { Readings } from "./readings";

const TYPE = "postgresql:index/role:Role";

function role(name: string, inputs: Record<string, unknown> = {}): DeclaredResource {
  return {
    type: TYPE,
    name,
    urn: `urn:pulumi:dev::shop::${TYPE}::${name}`,
    inputs: { name, login: true, ...inputs },
    protect: false,
    ignoreChanges: [],
    additionalSecretOutputs: [],
  };
}

/** Asks as the framework does: the policies one after the other, the resource made anew for each. */
function ask(readings: Readings, policies: readonly string[], resource: () => DeclaredResource) {
  let made = 0;
  const facts = policies.map((policy) =>
    readings.of(resource().urn, policy, () => {
      made++;
      return [resource()];
    }),
  );
  return { facts, made };
}

test("all policies of a request are given one reading", () => {
  const { facts, made } = ask(new Readings(), ["first", "second", "third"], () => role("a"));
  assert.equal(made, 1);
  assert.equal(new Set(facts).size, 1);
});

test("a resource that is asked about again is read again, whatever it holds by then", async () => {
  const readings = new Readings();
  const superuser = async (value: boolean) => {
    const { facts, made } = ask(readings, ["first", "second"], () => role("a", { superuser: value }));
    assert.equal(made, 1);
    const [before, after] = await Promise.all(facts);
    assert.equal(before, after);
    return JSON.stringify(before?.facts.role);
  };
  const first = await superuser(false);
  assert.notEqual(await superuser(true), first);
  assert.equal(await superuser(false), first);
});

test("requests about several resources at once do not mix", async () => {
  const readings = new Readings();
  const names = ["a", "b", "c"];
  const seen = new Map<string, Set<unknown>>(names.map((name) => [name, new Set()]));
  for (const policy of ["first", "second", "third"])
    for (const name of names)
      seen.get(name)?.add(await readings.of(role(name).urn, policy, () => [role(name)]));
  for (const name of names) {
    assert.equal(seen.get(name)?.size, 1);
    assert.match(JSON.stringify([...(seen.get(name) ?? [])]), new RegExp(`"name":"${name}"`));
  }
});

test("more resources at once than are kept are read again, and rightly", async () => {
  const readings = new Readings();
  const names = Array.from({ length: 200 }, (_, at) => `role_${at}`);
  for (const policy of ["first", "second"])
    for (const name of names) {
      const facts = await readings.of(role(name).urn, policy, () => [role(name)]);
      assert.match(JSON.stringify(facts.facts.role), new RegExp(`"name":"${name}"`));
    }
});
