import fc from "fast-check";
import { PRIVILEGES_OF_KIND } from "../kinds";
import { COLUMNS, isRelation, type RandomObject, type RandomRoles } from "./random-scene";

/** What a random declaration is made of; {@link declarationOf} writes it down as a user would. */
export interface RandomDeclaration {
  readonly mode: "authoritative" | "additive" | "adopt";
  /** Role (`-1` for PUBLIC) × kind → privileges, for everything of the kind. */
  readonly short: readonly {
    readonly role: number;
    readonly kind: RandomObject["kind"];
    readonly privileges: readonly string[];
  }[];
  /** Role (`-1` for PUBLIC) → privileges on the schema. */
  readonly onSchema: readonly { readonly role: number; readonly privileges: readonly string[] }[];
  readonly rules: readonly RandomRule[];
  readonly denials: readonly RandomDenial[];
  /** Member → group, by number, the group's number smaller: no circles. */
  readonly memberships: readonly {
    readonly member: number;
    readonly group: number;
    readonly inherit: boolean;
  }[];
}

/** One rule. */
export interface RandomRule {
  readonly roles: readonly number[];
  readonly kind: RandomObject["kind"];
  readonly how:
    | { readonly by: "kind"; readonly except: readonly string[] }
    | { readonly by: "name"; readonly name: string }
    | { readonly by: "pattern"; readonly pattern: string }
    | { readonly by: "columns"; readonly name: string; readonly columns: readonly string[] };
  readonly privileges: readonly string[];
}

/** One denial. */
export interface RandomDenial {
  /** `-1` for PUBLIC. */
  readonly role: number;
  readonly kind: RandomObject["kind"];
  readonly how: RandomRule["how"];
  /** Absent: everything. */
  readonly privileges?: readonly string[];
}

const COLUMN_PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "REFERENCES"];

/** A declaration about these objects for these many roles. */
export function randomDeclaration(
  objects: readonly RandomObject[],
  roles: RandomRoles,
  major: number,
): fc.Arbitrary<RandomDeclaration> {
  const count = roles.members.length;
  const role = fc.nat({ max: count - 1 });
  const object = fc.constantFrom(...objects);
  const known = (kind: RandomObject["kind"]) =>
    PRIVILEGES_OF_KIND[kind].filter((name) => name !== "MAINTAIN" || major >= 17);
  const some = (names: readonly string[], grantOption: boolean) =>
    fc.subarray([...names], { minLength: 1 }).chain((chosen) =>
      fc
        .array(grantOption ? fc.boolean() : fc.constant(false), {
          minLength: chosen.length,
          maxLength: chosen.length,
        })
        .map((options) => chosen.map((name, index) => (options[index] ? `${name} WITH GRANT OPTION` : name))),
    );
  const short = fc
    .record({ role: fc.integer({ min: -1, max: count - 1 }), object })
    .chain(({ role: who, object: { kind } }) =>
      some(known(kind), who >= 0).map((privileges) => ({ role: who, kind, privileges })),
    );
  const ways = ({ kind, name }: RandomObject): fc.Arbitrary<RandomRule["how"]> => {
    const how: fc.Arbitrary<RandomRule["how"]>[] = [
      fc.subarray(objects.map((one) => one.name)).map((except) => ({ by: "kind" as const, except })),
      fc.constant({ by: "name" as const, name }),
      fc
        .constantFrom("*", "audit_*", "?rders", "*e*")
        .map((pattern) => ({ by: "pattern" as const, pattern })),
    ];
    if (isRelation(kind))
      how.push(
        fc
          .subarray([...COLUMNS], { minLength: 1 })
          .map((columns) => ({ by: "columns" as const, name, columns })),
      );
    return fc.oneof(...how);
  };
  const rule = object.chain((one) =>
    ways(one).chain((how) =>
      fc.record({
        roles: fc.uniqueArray(role, { minLength: 1, maxLength: 2 }),
        kind: fc.constant(one.kind),
        how: fc.constant(how),
        privileges: some(how.by === "columns" ? COLUMN_PRIVILEGES : known(one.kind), true),
      }),
    ),
  );
  const denial = object.chain((one) =>
    ways(one).chain((how) =>
      fc.record(
        {
          role: fc.integer({ min: -1, max: count - 1 }),
          kind: fc.constant(one.kind),
          how: fc.constant(how),
          privileges: some(how.by === "columns" ? COLUMN_PRIVILEGES : known(one.kind), false),
        },
        { requiredKeys: ["role", "kind", "how"] },
      ),
    ),
  );
  const membership = fc
    .record({ member: fc.integer({ min: 1, max: count - 1 }), group: role, inherit: fc.boolean() })
    .map(({ member, group, inherit }) => ({
      member,
      group: group % member,
      // Before PostgreSQL 16 the member's own attribute decides.
      inherit: major < 16 || inherit,
    }));
  return fc.record({
    mode: fc.constantFrom("authoritative", "authoritative", "authoritative", "additive", "adopt"),
    short: fc.array(short, { maxLength: 5 }),
    onSchema: fc.array(
      fc
        .integer({ min: -1, max: count - 1 })
        .chain((who) =>
          some(PRIVILEGES_OF_KIND.schema, who >= 0).map((privileges) => ({ role: who, privileges })),
        ),
      { maxLength: 3 },
    ),
    rules: fc.array(rule, { maxLength: 4 }),
    denials: fc.array(denial, { maxLength: 2 }),
    memberships: fc.uniqueArray(membership, {
      maxLength: 3,
      selector: ({ member, group }) => `${member} ${group}`,
    }),
  });
}

/** The declaration as a user writes it. */
export function declarationOf(
  { mode, short, onSchema, rules, denials, memberships }: RandomDeclaration,
  place: { readonly database: string; readonly schema: string },
  roles: RandomRoles,
): Record<string, unknown> {
  const { schema, database } = place;
  const byRole: Record<string, Record<string, string[]>> = {};
  let open: Record<string, string[]> = {};
  for (const { role, kind, privileges } of [
    ...short,
    ...onSchema.map((one) => ({ ...one, kind: "schema" as const })),
  ]) {
    if (role < 0) open = { ...open, [kind]: [...(open[kind] ?? []), ...privileges] };
    else {
      const name = roles.members[role] as string;
      byRole[name] = { ...byRole[name], [kind]: [...(byRole[name]?.[kind] ?? []), ...privileges] };
    }
  }
  return {
    database,
    owner: roles.owner,
    mode,
    modes: { database: "additive", system: "additive", cluster: "additive", languages: "additive" },
    schemas: { [schema]: { roles: byRole, public: open } },
    grants: rules.map((rule) => ({
      to: rule.roles.map((role) => roles.members[role]),
      privileges: rule.privileges,
      ...targetOf(rule, schema),
    })),
    denials: denials.map((denial) => ({
      ...(denial.role < 0 ? { fromPublic: true } : { from: [roles.members[denial.role]] }),
      ...(denial.privileges === undefined ? {} : { privileges: denial.privileges }),
      ...targetOf(denial, schema),
    })),
    roles: Object.fromEntries(
      roles.members.map((name, index) => [
        name,
        {
          memberOf: memberships
            .filter(({ member }) => member === index)
            .map(({ group, inherit }) => ({
              role: roles.members[group],
              ...(inherit ? {} : { inherit }),
            })),
        },
      ]),
    ),
  };
}

function targetOf({ kind, how }: RandomRule | RandomDenial, schema: string): Record<string, unknown> {
  switch (how.by) {
    case "name":
      return { on: [{ kind, schema, name: how.name }] };
    case "pattern":
      return { on: [{ kind, schema, pattern: how.pattern }] };
    case "columns":
      return { on: [{ kind, schema, name: how.name, columns: how.columns }] };
    case "kind":
      return { on: [{ kind, schema }], except: how.except.map((name) => ({ kind, schema, name })) };
  }
}
