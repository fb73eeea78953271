import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RULES } from "../rules";
import { CONTROLS } from "./controls";
import { controlsOf } from "./frameworks";
import { CATALOGUE } from "./rows";

const idsOf = (id: string) => {
  const rule = RULES.find((candidate) => candidate.id === id);
  assert.ok(rule, id);
  return controlsOf(rule).map(({ tag, id: control }) => `${tag}:${control}`);
};

describe("controls of frameworks", () => {
  test("every rule gives evidence for some, each with an id of its framework's shape", () => {
    const shapes: Readonly<Record<string, RegExp>> = {
      "cis-postgresql": /^\d+(\.\d+)+$/,
      stig: /^SV-261\d{3}$/,
      "pci-dss": /^\d+(\.\d+){2}$/,
      soc2: /^(CC\d|A1)\.\d$/,
    };
    for (const rule of RULES) {
      const controls = controlsOf(rule);
      assert.ok(controls.length > 0, rule.id);
      for (const { tag, id } of controls) assert.match(id, shapes[tag] ?? /^$/, rule.id);
    }
  });

  test("speaks of rows that the catalogue has", () => {
    const rows = new Set(Object.values(CATALOGUE).flat());
    for (const row of Object.keys(CONTROLS)) assert.ok(rows.has(row), row);
  });

  test("come from the catalogue's rows and from the topic", () => {
    assert.deepEqual(
      idsOf("hba-trust").filter((id) => id.startsWith("stig")),
      ["stig:SV-261858", "stig:SV-261890"],
    );
    assert.ok(idsOf("tls-off").includes("cis-postgresql:6.8"));
    assert.ok(idsOf("tls-off").includes("pci-dss:4.2.1"));
    assert.ok(idsOf("server-end-of-life").includes("pci-dss:12.3.4"));
    assert.ok(!idsOf("server-end-of-life").includes("pci-dss:2.2.1"));
  });
});
