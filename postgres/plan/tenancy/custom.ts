import {
  applyWaivers,
  type DeclaredPolicy,
  judgePolicies,
  type PolicyFinding,
  type PolicyWaiver,
  type StoredFormQuestion,
  storedFormKey,
} from "../../expression";
import type { DatabaseModel } from "../../model/model";
import { membershipGraph } from "../../model/reach";
import type { CustomPolicyFacts } from "../../model/tenancy";
import type { CustomPolicy, RowSecurityIntent, TableSelector } from "./intent";
import { PartBuilder, type TenancyPart } from "./part";
import type { WantedPolicy } from "./policies";
import { Selectors } from "./selectors";
import type { Selection } from "./tables";

/** The user's own policies on the tables of a live database. */
export interface CustomPolicies extends TenancyPart {
  /** Table → its policies. */
  readonly policies: ReadonlyMap<string, readonly WantedPolicy[]>;
  /** The tables that get no default tenant policy. */
  readonly instead: ReadonlySet<string>;
}

/** A table on which a policy is declared. */
interface Place {
  readonly key: string;
  readonly schema: string;
  readonly name: string;
  /** The columns that tell tenants apart; none where the table is shared. */
  readonly tenantColumns: readonly string[];
}

/** Which tables each policy is declared for. A policy without tables is for every tenant table. */
export function placesOf(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  selection: Selection,
): ReadonlyMap<CustomPolicy, readonly Place[]> {
  const places: (Place & { readonly shared: boolean })[] = [
    ...selection.tenant.map(({ key, table, columns }) => ({
      key,
      schema: table.schema ?? "",
      name: table.name,
      tenantColumns: columns.map(({ name }) => name),
      shared: false,
    })),
    ...selection.shared.map(({ key, object }) => ({
      key,
      schema: object.schema ?? "",
      name: object.name,
      tenantColumns: [],
      shared: true,
    })),
  ];
  return new Map(
    intent.policies.map((policy) => {
      const selectors = new Selectors<TableSelector>(policy.tables, model);
      const isMeant = (place: (typeof places)[number]) => {
        const object = model.objects.get(place.key);
        if (policy.tables.length === 0) return !place.shared;
        return object !== undefined && selectors.match(place.key, object) !== undefined;
      };
      return [policy, places.filter(isMeant)];
    }),
  );
}

/** What the server is asked about the policies that could be parsed. */
export function storedFormQuestions(
  places: ReadonlyMap<CustomPolicy, readonly Place[]>,
  parsed: CustomPolicyFacts["parsed"],
): StoredFormQuestion[] {
  return [...places].flatMap(([{ name: policy }, tables]) =>
    tables.map(({ schema, name }) => ({ table: { schema, name }, policy, ...parsed.get(policy) })),
  );
}

/** Judges the user's own policies and says what each table is to have of them. */
export function planCustom(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  selection: Selection,
): CustomPolicies {
  const part = new PartBuilder(model);
  const facts = model.customPolicies;
  const policies = new Map<string, WantedPolicy[]>();
  const instead = new Set<string>();
  const result = Object.assign(part, { policies, instead });
  if (intent.policies.length === 0) return result;
  if (facts === undefined) {
    // Of a database yet to be created nothing is known, and no table in it lacks a policy.
    if (selection.tenant.length + selection.shared.length === 0) return result;
    throw new Error("the facts about custom policies were not read");
  }
  sayUnparsed(part, intent, facts);
  const places = placesOf(intent, model, selection);
  for (const [policy, tables] of places) {
    const selectors = policy.tables.filter(
      ({ name, schema }) =>
        name !== undefined && !tables.some((one) => one.schema === schema && one.name === name),
    );
    for (const { path, schema, name } of selectors)
      part.problem(
        `${path}.name`,
        `there is no table ${JSON.stringify(name)} in ${schema} that is bound to a tenant or shared`,
      );
    for (const place of tables) {
      if (policy.instead) instead.add(place.key);
      const wanted = wantedPolicy(part, policy, place, facts);
      if (wanted !== undefined) policies.set(place.key, [...(policies.get(place.key) ?? []), wanted]);
    }
  }
  judge(part, intent, model, places, instead, facts);
  return result;
}

function sayUnparsed(part: PartBuilder, intent: RowSecurityIntent, { unparsed }: CustomPolicyFacts): void {
  for (const { name, path } of intent.policies)
    for (const [clause, { message, position }] of Object.entries(unparsed.get(name) ?? {}))
      part.problem(
        `${path}.${clause}`,
        position === undefined ? message : `${message}, at character ${position}`,
      );
}

function wantedPolicy(
  part: PartBuilder,
  policy: CustomPolicy,
  place: Place,
  { parsed, stored }: CustomPolicyFacts,
): WantedPolicy | undefined {
  const { name, path, permissive, command, roles } = policy;
  const key = storedFormKey(place, name);
  const refused = stored.problems.get(key);
  if (refused !== undefined) part.problem(path, `${place.key} cannot have policy ${name}: ${refused}`);
  const form = stored.forms.get(key);
  const expressions = parsed.get(name);
  if (form === undefined || expressions === undefined) return undefined;
  const { using, withCheck } = expressions;
  return {
    stored: { name, permissive, command, roles, ...form },
    ...(using === undefined ? {} : { using: using.sql }),
    ...(withCheck === undefined ? {} : { withCheck: withCheck.sql }),
    reason: "declared",
  };
}

/**
 * Policies on one table are judged together, because permissive ones are OR-ed. Tables with the same policies and the
 * same columns are judged once. A waiver counts for all tables of its policy.
 */
function judge(
  part: PartBuilder,
  intent: RowSecurityIntent,
  model: DatabaseModel,
  places: ReadonlyMap<CustomPolicy, readonly Place[]>,
  instead: ReadonlySet<string>,
  facts: CustomPolicyFacts,
): void {
  const graph = membershipGraph(model);
  const tenantRoles = new Set(
    intent.tenantRoles.flatMap((role) => [role, ...graph.memberships(role).keys()]),
  );
  const roles = new Set(model.roles.keys());
  const groups = new Map<string, { readonly policies: CustomPolicy[]; readonly tables: Place[] }>();
  for (const place of new Map([...places.values()].flat().map((one) => [one.key, one])).values()) {
    const policies = [...places].flatMap(([policy, tables]) =>
      tables.some(({ key }) => key === place.key) ? [policy] : [],
    );
    const group = JSON.stringify([
      policies.map(({ name }) => name),
      place.tenantColumns,
      instead.has(place.key),
    ]);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, { policies, tables: [place] });
    else known.tables.push(place);
  }
  const findings = [...groups.values()].flatMap(({ policies, tables }) => {
    const [first] = tables;
    // What is shared has no tenant that a policy could leak.
    if (first === undefined || first.tenantColumns.length === 0) return [];
    return judgePolicies(
      policies.map((policy) => declared(policy, facts)),
      {
        server: facts.server,
        tables: tables.map(({ schema, name }) => ({ schema, name })),
        tenantColumns: first.tenantColumns,
        tenantRoles: [...tenantRoles],
        roles,
        defaultPolicy: !instead.has(first.key),
      },
    ).map((finding) => ({ finding, on: first.key }));
  });
  const waivers: PolicyWaiver[] = intent.policies.flatMap(({ name, waive }) =>
    waive.map((one) => ({ policy: name, ...one })),
  );
  const { refused, unused } = applyWaivers(
    findings.map(({ finding }) => finding),
    waivers,
  );
  const said = new Set<string>();
  for (const finding of refused) {
    const policy = intent.policies.find(({ name }) => name === finding.policy);
    const path = [policy?.path ?? "policies", ...(finding.clause === undefined ? [] : [finding.clause])].join(
      ".",
    );
    const sentence = sentenceOf(finding);
    if (said.has(`${path} ${sentence}`)) continue;
    said.add(`${path} ${sentence}`);
    part.problem(path, sentence);
  }
  // A policy that could not be judged has used none of its waivers yet.
  for (const { policy, finding } of unused) {
    const of = intent.policies.find(({ name }) => name === policy);
    const index = of?.waive.findIndex((one) => one.finding === finding) ?? -1;
    if (of === undefined || facts.unparsed.has(policy) || (places.get(of) ?? []).length === 0) continue;
    part.problem(
      `${of.path}.waive[${index}].finding`,
      `${JSON.stringify(finding)} is not found here: leave the waiver out`,
    );
  }
}

function sentenceOf({ id, sentence, fix, waivable }: PolicyFinding): string {
  const waiver = waivable ? `, or waive ${JSON.stringify(id)} with a reason` : "";
  return `${sentence}: ${fix}${waiver}`;
}

function declared(
  { name, command, permissive, roles }: CustomPolicy,
  { parsed }: CustomPolicyFacts,
): DeclaredPolicy {
  return { name, command, permissive, roles, ...parsed.get(name) };
}
