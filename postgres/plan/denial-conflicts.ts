import { RELATION_POWERS, SCHEMA_POWERS } from "../effective/powers";
import { granteeText } from "../model/keys";
import type { DefaultKind } from "../model/model";
import { type PrivilegeSet, privilegeNames, privilegesIn } from "../model/privileges";
import type { AccessIntent, DenialRule, Selector } from "./access-intent";
import { type GrantKind, RELATION_KINDS, SCHEMA_KINDS, wordOf } from "./kinds";
import type { Problem } from "./plan";

/**
 * What a declaration denies to a role that has it by something else than a grant of the same declaration: as a superuser, as
 * the owner, by a predefined role of which it is declared a member, or on what is yet to be made. `groups` are the roles
 * whose rights it inherits as far as declared, itself included.
 */
export function deniedInVain(
  intent: AccessIntent,
  denial: DenialRule,
  grantee: string,
  groups: ReadonlySet<string>,
): Problem[] {
  const who = granteeText(grantee);
  if (intent.roles.get(grantee)?.attributes.superuser === true)
    return [
      {
        path: denial.path,
        reason: `${who} is declared a superuser, to whom nothing can be denied: leave it out`,
      },
    ];
  const problems = denial.on.flatMap((selector) => [
    ...asOwner(intent, denial, grantee, groups, selector),
    ...byPower(denial, who, groups, selector),
    ...onWhatComes(intent, denial, who, groups, selector),
  ]);
  return problems.map((reason) => ({ path: denial.path, reason }));
}

function asOwner(
  { owner }: AccessIntent,
  denial: DenialRule,
  grantee: string,
  groups: ReadonlySet<string>,
  { kind, schema }: Selector,
): string[] {
  if (schema === undefined || !isOfSchema(kind) || !groups.has(owner)) return [];
  const way =
    grantee === owner
      ? `which owns what is declared there`
      : `which is declared a member of ${granteeText(owner)}, the owner of what is declared there`;
  return [
    `denies ${granteeText(grantee)} ${deniedNames(denial)} on ${wordOf(kind)} in ${schema}, ${way} and may do everything with it: leave one of them out`,
  ];
}

function byPower(denial: DenialRule, who: string, groups: ReadonlySet<string>, { kind }: Selector): string[] {
  const powers =
    kind === "schema"
      ? SCHEMA_POWERS
      : RELATION_KINDS.has(kind) || kind === "sequences"
        ? RELATION_POWERS
        : [];
  return powers.flatMap(({ role, privileges }) => {
    const both = privileges & (denial.privileges ?? ~0);
    if (!groups.has(role) || both === 0) return [];
    return [
      `denies ${who} ${privilegeNames(both).join(", ")} on ${wordOf(kind)}, which ${role} gives, of which it is declared a member: leave one of them out`,
    ];
  });
}

/** The kinds of a declaration that default privileges of one kind are about. */
const KINDS_TO_COME: Readonly<Record<DefaultKind, ReadonlySet<GrantKind>>> = {
  tables: RELATION_KINDS,
  sequences: new Set<GrantKind>(["sequences"]),
  functions: new Set<GrantKind>(["functions", "securityDefinerFunctions"]),
  types: new Set<GrantKind>(["types"]),
  schemas: new Set<GrantKind>(["schema"]),
  "large objects": new Set<GrantKind>(["largeObjects"]),
};

function onWhatComes(
  intent: AccessIntent,
  denial: DenialRule,
  who: string,
  groups: ReadonlySet<string>,
  { kind, schema, name, pattern, columns }: Selector,
): string[] {
  if (name !== undefined || pattern !== undefined || columns !== undefined) return [];
  return intent.defaults.flatMap((rule) => {
    if (!KINDS_TO_COME[rule.kind].has(kind)) return [];
    if (rule.schema !== null && schema !== undefined && rule.schema !== schema) return [];
    const both = privilegesIn(rule.rights) & (denial.privileges ?? ~0);
    if (both === 0 || !rule.grantees.some((grantee) => grantee === "" || groups.has(grantee))) return [];
    const place = schema === undefined ? "" : ` in ${schema}`;
    return [
      `denies ${who} ${privilegeNames(both).join(", ")} on ${wordOf(kind)}${place}, which ${rule.path} gives on those to come: leave one of them out`,
    ];
  });
}

function deniedNames({ privileges }: { readonly privileges?: PrivilegeSet }): string {
  return privileges === undefined ? "everything" : privilegeNames(privileges).join(", ");
}

function isOfSchema(kind: GrantKind): boolean {
  return SCHEMA_KINDS.some((word) => word === kind);
}
