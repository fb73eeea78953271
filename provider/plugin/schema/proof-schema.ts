import { flag, integer, listOf, mapOf, objectType, ref, replaces, type Shape, text } from "./shapes";

/** The types that a Proof is declared with. What they mean stands at the classes of provider/sdk. */
export const proofTypes: Readonly<Record<string, Shape>> = {
  ProofWaiver: objectType(
    "An attack that may succeed, and why.",
    { attack: text, object: text, role: text, reason: text },
    ["attack", "reason"],
  ),
};

const inputs: Readonly<Record<string, Shape>> = {
  database: replaces(text),
  application: listOf(text),
  readonly: listOf(text),
  owners: listOf(text),
  tenantSchemas: listOf(text),
  tenantColumn: text,
  tenantSetting: text,
  except: listOf(ref("TableException")),
  triggers: mapOf({ $ref: "pulumi.json#/Any" }),
  waive: listOf(ref("ProofWaiver")),
  allowNotRun: flag,
};

const results: Readonly<Record<string, Shape>> = {
  attackers: listOf(text),
  attacks: integer,
  attempts: integer,
  defended: integer,
  gotThrough: integer,
  notRun: integer,
  waived: integer,
  provenAt: text,
  serverVersion: text,
  fingerprint: mapOf(text),
};

/** The resource `palisade:index:Proof`. */
export const proofSchema: Shape = {
  description: "The attack suite on one database, run at the end of an update.",
  inputProperties: inputs,
  requiredInputs: ["database"],
  properties: { ...inputs, ...results },
  required: ["database", ...Object.keys(results)],
};
