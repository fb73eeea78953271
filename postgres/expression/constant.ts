import { fieldsOf, isNode, list, namesOf, typed } from "./tree";
import type { Node } from "./types";

/** What a condition lets through where that is the same for every row, whoever asks. */
export type Passes = "always" | "never";

/**
 * What a condition lets through: the rows for which it is true. `undefined` where that depends on the row or the session, or
 * is not told from constants: functions and operators of a user's own are not looked into.
 */
export function passesOf(condition: unknown): Passes | undefined {
  const truth = truthOf(condition);
  return truth === undefined ? undefined : truth === true ? "always" : "never";
}

/** What conditions let through where that is the same for every row, by their texts. */
export function passesByText(
  conditions: readonly (readonly [text: string, condition: unknown])[],
): Map<string, Passes> {
  return new Map(
    conditions.flatMap(([text, condition]) => {
      const passes = passesOf(condition);
      return passes === undefined ? [] : [[text, passes] as const];
    }),
  );
}

/** A constant of a type that is not calculated with here: it equals itself, and nothing else is known of it. */
interface Opaque {
  readonly type: string;
  readonly text: string;
}

type Value = boolean | number | string | null | Opaque;
type Truth = boolean | null;

/** The value of an expression of constants, as PostgreSQL has it. `undefined` for every other one. */
function evaluate(expression: unknown): Value | undefined {
  const node = typed(expression);
  return node === undefined ? undefined : FORMS[node.type]?.(node.fields);
}

const FORMS: Readonly<Record<string, (fields: Node) => Value | undefined>> = {
  A_Const: literal,
  A_Expr: operation,
  BoolExpr: ({ boolop, args }) => {
    if (boolop === "NOT_EXPR") return not(truthOf(list(args)[0]));
    const truths = list(args).map(truthOf);
    return boolop === "OR_EXPR" ? some(truths) : every(truths);
  },
  BooleanTest: ({ arg, booltesttype }) => {
    const truth = truthOf(arg);
    const [, negated, wanted] = /^IS_(NOT_)?(TRUE|FALSE|UNKNOWN)$/.exec(String(booltesttype)) ?? [];
    if (truth === undefined || wanted === undefined) return undefined;
    return (String(truth ?? "unknown") === wanted.toLowerCase()) === (negated === undefined);
  },
  CaseExpr: choice,
  CoalesceExpr: ({ args }) => {
    for (const argument of list(args)) {
      const value = evaluate(argument);
      if (value !== null) return value;
    }
    return null;
  },
  NullTest: ({ arg, nulltesttype }) => {
    const value = evaluate(arg);
    return value === undefined || isOpaque(value)
      ? undefined
      : (value === null) === (nulltesttype === "IS_NULL");
  },
  SubLink: subSelect,
  TypeCast: ({ arg, typeName }) => cast(evaluate(arg), isNode(typeName) ? typeName : {}),
};

function truthOf(condition: unknown): Truth | undefined {
  const value = evaluate(condition);
  return typeof value === "string" ? booleanIn(value) : isTruth(value) ? value : undefined;
}

function isTruth(value: Value | undefined): value is Truth {
  return value === null || typeof value === "boolean";
}

function isOpaque(value: Value): value is Opaque {
  return typeof value === "object" && value !== null;
}

/** OR and AND of three values, of which some may not be known. */
function some(truths: readonly (Truth | undefined)[]): Truth | undefined {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : truths.includes(null) ? null : false;
}

function every(truths: readonly (Truth | undefined)[]): Truth | undefined {
  return not(some(truths.map(not)));
}

function not(truth: Truth | undefined): Truth | undefined {
  return typeof truth === "boolean" ? !truth : truth;
}

/** The tree leaves out zero, false and the empty text. */
function literal({ isnull, boolval, ival, fval, sval }: Node): Value | undefined {
  if (isnull === true) return null;
  if (isNode(boolval)) return boolval["boolval"] === true;
  if (isNode(ival)) return Number(ival["ival"] ?? 0);
  if (isNode(fval)) return numberIn(String(fval["fval"]));
  return isNode(sval) ? String(sval["sval"] ?? "") : undefined;
}

/** A number of at most fifteen digits: those are told apart in binary, too. */
function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(trimmed) && trimmed.replace(/\D/g, "").length <= 15
    ? Number(trimmed)
    : undefined;
}

/** As boolin reads it: the beginning of a word is enough. */
function booleanIn(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (/^(?:t|tr|tru|true|y|ye|yes|on|1)$/.test(word)) return true;
  return /^(?:f|fa|fal|fals|false|n|no|of|off|0)$/.test(word) ? false : undefined;
}

/** Integers by how large they may become. */
const INTEGERS: Readonly<Record<string, number>> = {
  int2: 2 ** 15,
  int4: 2 ** 31,
  int8: Number.MAX_SAFE_INTEGER,
};

function cast(value: Value | undefined, { names, typmods, arrayBounds }: Node): Value | undefined {
  if (value === undefined || value === null) return value;
  const type = namesOf(names).join(".").replace("pg_catalog.", "");
  const plain = typmods === undefined && arrayBounds === undefined;
  if (plain && (type === "text" || type === "varchar") && typeof value === "string") return value;
  if (plain && type === "bool" && !isOpaque(value))
    return typeof value === "string" ? booleanIn(value) : Boolean(value);
  if (plain && (type === "numeric" || type in INTEGERS)) {
    const number = typeof value === "string" ? numberIn(value) : value;
    return typeof number === "number" && fits(number, INTEGERS[type]) ? number : undefined;
  }
  if (isOpaque(value) && type !== "text") return undefined;
  return isOpaque(value) || typeof value === "string"
    ? {
        type: JSON.stringify([type, typmods, arrayBounds, isOpaque(value) ? value.type : ""]),
        text: isOpaque(value) ? value.text : value,
      }
    : undefined;
}

function fits(number: number, most: number | undefined): boolean {
  return most === undefined || (Number.isInteger(number) && Math.abs(number) < most);
}

/** Comparisons by what they say of the order of two values. */
const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

const SUMS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
};

function operation({ kind, name, lexpr, rexpr }: Node): Value | undefined {
  const parts = namesOf(name);
  const operator = parts.at(-1) ?? "";
  if (parts.length > 1 && parts[0] !== "pg_catalog") return undefined;
  const left = evaluate(lexpr);
  const each = (items: unknown) => list(items).map((item) => compared(operator, left, evaluate(item)));
  const elements = fieldsOf(fieldsOf(rexpr, "TypeCast")?.["arg"] ?? rexpr, "A_ArrayExpr");
  const items = fieldsOf(rexpr, "List")?.["items"];
  switch (kind) {
    case "AEXPR_OP":
      return operator in COMPARISONS
        ? compared(operator, left, evaluate(rexpr))
        : calculated(operator, left, evaluate(rexpr));
    case "AEXPR_OP_ANY":
      return elements === undefined ? undefined : some(each(elements["elements"]));
    case "AEXPR_OP_ALL":
      return elements === undefined ? undefined : every(each(elements["elements"]));
    case "AEXPR_IN":
      return operator === "=" ? some(each(items)) : every(each(items));
    case "AEXPR_BETWEEN":
      return between(left, items);
    case "AEXPR_NOT_BETWEEN":
      return not(between(left, items));
    case "AEXPR_DISTINCT":
      return not(same(left, evaluate(rexpr)));
    case "AEXPR_NOT_DISTINCT":
      return same(left, evaluate(rexpr));
    case "AEXPR_NULLIF": {
      const equal = left === null ? false : compared("=", left, evaluate(rexpr));
      return equal === undefined ? undefined : equal === true ? null : left;
    }
    default:
      return undefined;
  }
}

function between(value: Value | undefined, bounds: unknown): Truth | undefined {
  const [least, most] = list(bounds);
  return every([compared(">=", value, evaluate(least)), compared("<=", value, evaluate(most))]);
}

/** Whether two values are the same, of which NULL is one. */
function same(left: Value | undefined, right: Value | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  return left === null || right === null ? left === right : (compared("=", left, right) ?? undefined);
}

/** PostgreSQL's own comparisons give NULL for NULL, whatever stands on the other side. */
function compared(operator: string, left: Value | undefined, right: Value | undefined): Truth | undefined {
  const comparison = COMPARISONS[operator];
  if (comparison === undefined) return undefined;
  if (left === null || right === null) return null;
  if (left === undefined || right === undefined) return undefined;
  if (isOpaque(left) || isOpaque(right)) {
    const equal = isOpaque(left) && isOpaque(right) && left.type === right.type && left.text === right.text;
    return equal ? comparison(0) : undefined;
  }
  const [one, other] = [likeTheOther(left, right), likeTheOther(right, left)];
  if (one === undefined || other === undefined || typeof one !== typeof other) return undefined;
  if (one === other) return comparison(0);
  // Which of two texts is the greater one is their collation's.
  if (typeof one === "string") return ["=", "<>", "!="].includes(operator) ? comparison(1) : undefined;
  return comparison(one < other ? -1 : 1);
}

/** A literal without a type has that of the other side. */
function likeTheOther(
  value: boolean | number | string,
  other: boolean | number | string,
): boolean | number | string | undefined {
  if (typeof value !== "string" || typeof other === "string") return value;
  return typeof other === "number" ? numberIn(value) : booleanIn(value);
}

function calculated(operator: string, left: Value | undefined, right: Value | undefined): Value | undefined {
  if (operator === "||")
    return typeof left === "string" && typeof right === "string" ? left + right : undefined;
  const sum = SUMS[operator];
  if (sum === undefined || typeof left !== "number" || typeof right !== "number") return undefined;
  const result = sum(left, right);
  return [left, right, result].every((one) => Number.isInteger(one) && Math.abs(one) < 2 ** 31)
    ? result
    : undefined;
}

/** CASE: the branch that is taken, or what all have in common that may be taken. */
function choice({ arg, args, defresult }: Node): Value | undefined {
  const results: (Value | undefined)[] = [];
  let taken: Truth | undefined = false;
  for (const branch of list(args)) {
    const { expr, result } = fieldsOf(branch, "CaseWhen") ?? {};
    taken = arg === undefined ? truthOf(expr) : compared("=", evaluate(arg), evaluate(expr));
    if (taken === true || taken === undefined) results.push(evaluate(result));
    if (taken === true) break;
  }
  if (taken !== true) results.push(defresult === undefined ? null : evaluate(defresult));
  const [first] = results;
  return results.every((one) => one === first) ? first : undefined;
}

/** A sub-select without a relation: one row, or none where its WHERE is not true. */
function subSelect({ subLinkType, subselect }: Node): Value | undefined {
  const select = fieldsOf(subselect, "SelectStmt") ?? {};
  const { targetList, whereClause, limitOption: _limit, op: _op, ...others } = select;
  if (Object.keys(others).length > 0) return undefined;
  const row = whereClause === undefined ? true : truthOf(whereClause);
  const values = list(targetList).map((target) => evaluate(fieldsOf(target, "ResTarget")?.["val"]));
  // A function among them can return any number of rows.
  if (row === undefined || values.includes(undefined)) return undefined;
  if (subLinkType === "EXISTS_SUBLINK") return row === true;
  if (subLinkType !== "EXPR_SUBLINK" || values.length !== 1) return undefined;
  return row === true ? values[0] : null;
}
