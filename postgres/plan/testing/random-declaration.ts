import fc from "fast-check";
import { PRIVILEGES_OF_KIND } from "../kinds";
import { AREA_OF_KIND, isOutside, SHARED } from "./random-outside";
import { COLUMNS, isRelation, type RandomObject, type RandomPlace, type RandomRoles } from "./random-scene";

/** How a declaration treats what nobody declared. */
export type RandomMode = "authoritative" | "additive" | "adopt";

/** What a random declaration is made of; `declarationOf` writes it down as a user would. */
export interface RandomDeclaration {
  readonly mode: RandomMode;
  /** The schema's own mode, where it has one. */
  readonly schemaMode?: RandomMode | undefined;
  /** Areas with a mode of their own. */
  readonly areas: Readonly<Record<string, RandomMode>>;
  /** Role (`-1` for PUBLIC) × kind → privileges, for everything of the kind. */
  readonly short: readonly {
    readonly role: number;
    readonly kind: RandomObject["kind"];
    readonly privileges: readonly string[];
  }[];
  /** Role (`-1` for PUBLIC) → privileges on the schema. */
  readonly onSchema: readonly { readonly role: number; readonly privileges: readonly string[] }[];
  /** Role → privileges on the database. */
  readonly onDatabase: readonly { readonly role: number; readonly privileges: readonly string[] }[];
  /** Whether the settings and the limit of the database are declared. */
  readonly databaseSettings: boolean;
  /** Role (`-1` for PUBLIC) → privileges on what the owner makes later. */
  readonly defaults: readonly {
    readonly kind: "tables" | "sequences" | "functions" | "types";
    readonly everywhere: boolean;
    readonly role: number;
    readonly privileges: readonly string[];
  }[];
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
  { roles, outside, major }: RandomPlace,
): fc.Arbitrary<RandomDeclaration> {
  const all = [...objects, ...outside];
  const count = roles.members.length;
  const role = fc.nat({ max: count - 1 });
  const inSchema = fc.constantFrom(...objects);
  const object = fc.oneof(
    { weight: 2, arbitrary: inSchema },
    { weight: 1, arbitrary: fc.constantFrom(...outside) },
  );
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
    .record({ role: fc.integer({ min: -1, max: count - 1 }), object: inSchema })
    .chain(({ role: who, object: { kind } }) =>
      some(known(kind), who >= 0).map((privileges) => ({ role: who, kind, privileges })),
    );
  const ways = ({ kind, name }: RandomObject): fc.Arbitrary<RandomRule["how"]> => {
    if (kind === "database") return fc.constant({ by: "kind", except: [] });
    const byName = fc.constant({ by: "name" as const, name });
    // Of languages the server has its own, which only a superuser can grant.
    if (SHARED.has(kind) || (kind === "languages" && roles.manager !== undefined)) return byName;
    const others = all.filter((one) => !isOutside(kind) === !isOutside(one.kind) && fits(one, kind));
    const how: fc.Arbitrary<RandomRule["how"]>[] = [
      fc.subarray(others.map((one) => one.name)).map((except) => ({ by: "kind" as const, except })),
      byName,
    ];
    if (kind !== "languages")
      how.push(
        fc
          .constantFrom("*", "audit_*", "?rders", "*e*")
          .map((pattern) => ({ by: "pattern" as const, pattern })),
      );
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
  const mode = fc.constantFrom<RandomMode>(
    "authoritative",
    "authoritative",
    "authoritative",
    "additive",
    "adopt",
  );
  return fc.record({
    mode,
    schemaMode: fc.option(mode, { freq: 3, nil: undefined }),
    areas: areas(roles, mode),
    onDatabase: fc.array(fc.record({ role, privileges: some(PRIVILEGES_OF_KIND.database, true) }), {
      maxLength: 2,
    }),
    databaseSettings: fc.boolean(),
    defaults: fc.array(
      fc
        .record({
          kind: fc.constantFrom("tables", "sequences", "functions", "types"),
          role: fc.integer({ min: -1, max: count - 1 }),
          everywhere: fc.boolean(),
        })
        .chain((one) => some(known(one.kind), one.role >= 0).map((privileges) => ({ ...one, privileges }))),
      { maxLength: 2 },
    ),
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

/** Exceptions of what lies in no schema are of the rule's own kind, those in the schema of any. */
function fits(one: RandomObject, kind: RandomObject["kind"]): boolean {
  return !isOutside(kind) || one.kind === kind;
}

/**
 * Modes of the areas. What a managing role that is no superuser cannot change stays as it is; what an area does without
 * a word for that role is the matter of other tests.
 */
function areas(
  { manager }: RandomRoles,
  mode: fc.Arbitrary<RandomMode>,
): fc.Arbitrary<Readonly<Record<string, RandomMode>>> {
  const names = [...new Set([...Object.values(AREA_OF_KIND), "defaultPrivileges"])];
  const closed = ["foreignDataWrappers", "cluster"];
  return fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        manager !== undefined && closed.includes(name) ? fc.constant<RandomMode>("additive") : mode,
      ]),
    ),
    manager === undefined ? { requiredKeys: [] } : {},
  ) as fc.Arbitrary<Readonly<Record<string, RandomMode>>>;
}
