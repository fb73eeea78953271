import { analyse, type Names, NO_NAMES } from "./analyse";
import { isConstant } from "./binding";
import { passesOf } from "./constant";
import { clauseWords, finding, type PolicyFindingId } from "./findings";
import { constantText, fieldsOf, isNode, list, namesOf, type Typed, typed, walk } from "./tree";
import type { DeclaredPolicy, PolicyClause, PolicyFinding } from "./types";

/** What {@link judgeAlone} must know. */
export interface AloneFacts {
  readonly tenantColumns: readonly string[];
  /** The roles that a request can run as; absent where nobody knows them. */
  readonly roles?: ReadonlySet<string>;
}

const CLAUSES = ["using", "withCheck"] as const;

/** What is wrong with the expressions of one policy by themselves, whoever it is for, and whatever functions the server has. Pure. */
export function judgeAlone(policy: DeclaredPolicy, facts: AloneFacts, names = NO_NAMES): PolicyFinding[] {
  return CLAUSES.flatMap((clause) => {
    const tree = policy[clause]?.tree;
    if (tree === undefined) return [];
    const sentences = [
      ...constants(tree, names, facts.tenantColumns),
      ...users(tree, names),
      ...requestRoles(tree, facts.roles),
    ];
    return sentences.map(([id, sentence]) => say(id, policy, clause, sentence));
  });
}

type Said = readonly [id: PolicyFindingId, sentence: string];

function say(id: PolicyFindingId, policy: DeclaredPolicy, clause: PolicyClause, sentence: string) {
  return finding(id, policy.name, clause, `${clauseWords(clause)} ${sentence}`);
}

/** A tenant that is written into the policy. */
function constants(tree: unknown, names: Names, tenantColumns: readonly string[]): Said[] {
  const found = new Set<string>();
  walk(tree, (node) => {
    const [left, right] = [node.fields["lexpr"], node.fields["rexpr"]];
    if (isEquality(node) && passesOf({ [node.type]: node.fields }) !== "never")
      for (const [own, other] of [
        [left, right],
        [right, left],
      ]) {
        const [column] = typed(own)?.type === "ColumnRef" ? analyse(own, names).columns : [];
        if (column !== undefined && tenantColumns.includes(column) && isConstant(other, names))
          found.add(column);
      }
    return node.type !== "SubLink";
  });
  return [...found].map((column) => [
    "tenant-constant",
    `compares ${column} with a constant: the rows of that one tenant are shown, whoever asks`,
  ]);
}

function isEquality({ type, fields }: Typed): boolean {
  return type === "A_Expr" && ["=", "<>"].includes(namesOf(fields["name"]).at(-1) ?? "");
}

/** Where Supabase keeps its users. */
const USERS = ["auth", "users"];

/** Functions that say nothing of who asks. */
const SILENT = new Set(["btrim", "count", "length", "lower", "now", "upper"]);

/** EXISTS over the table of users in a way in that nowhere says who asks. */
function users(tree: unknown, names: Names): Said[] {
  const open = waysIn(tree).some(
    (parts) =>
      parts.some((part) => {
        const link = fieldsOf(part, "SubLink");
        return (
          link?.["subLinkType"] === "EXISTS_SUBLINK" &&
          analyse(link["subselect"], names).relations.some((name) => name.join(".") === USERS.join("."))
        );
      }) && !parts.some((part) => saysWho(part, names)),
  );
  return open
    ? [
        [
          "users-not-bound",
          `asks whether ${USERS.join(".")} has a row and does not say whose: every caller passes where anybody's row does`,
        ],
      ]
    : [];
}

function saysWho(part: unknown, names: Names): boolean {
  const { asksUser, calls } = analyse(part, names);
  return asksUser || calls.some(({ name }) => name.length > 1 || !SILENT.has(name[0] ?? ""));
}

/** The ways in: the branches of the ORs, each as the conditions that must all be true in it. */
function waysIn(tree: unknown): readonly (readonly unknown[])[] {
  const bool = fieldsOf(tree, "BoolExpr");
  const parts = list(bool?.["args"]);
  if (bool?.["boolop"] === "OR_EXPR") return parts.flatMap(waysIn);
  if (bool?.["boolop"] !== "AND_EXPR") return [[tree]];
  return parts.reduce<readonly (readonly unknown[])[]>(
    (ways, part) => {
      const within = waysIn(part);
      // Conditions that multiply beyond reason are left as they are.
      return ways.length * within.length > MAX_WAYS
        ? ways.map((way) => [...way, part])
        : ways.flatMap((way) => within.map((one) => [...way, ...one]));
    },
    [[]],
  );
}

const MAX_WAYS = 100;

/** `auth.role()` compared with what no request runs as. */
function requestRoles(tree: unknown, roles: ReadonlySet<string> | undefined): Said[] {
  if (roles === undefined) return [];
  const unknown = new Set<string>();
  walk(tree, (node) => {
    const { lexpr, rexpr } = node.fields;
    if (isEquality(node) && [lexpr, rexpr].some(asksRole))
      for (const text of [...texts(lexpr), ...texts(rexpr)]) if (!roles.has(text)) unknown.add(text);
    return true;
  });
  return [...unknown]
    .sort()
    .map((role) => [
      "unknown-request-role",
      `compares auth.role() with '${role}', which is no role of the server: no request ever runs as it`,
    ]);
}

function asksRole(side: unknown): boolean {
  const calls = analyse(side, NO_NAMES).calls;
  return calls.length === 1 && calls[0]?.name.join(".") === "auth.role";
}

function texts(side: unknown): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value))
      walk(value, (node) => {
        const text = constantText({ [node.type]: node.fields });
        if (text !== undefined) found.push(text);
        return node.type !== "FuncCall" && node.type !== "SubLink";
      });
  };
  visit(side);
  return found;
}
