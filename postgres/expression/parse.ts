import { isDeepStrictEqual } from "node:util";
import { fieldsOf, isNode, list, typed, walk, withoutPlaces } from "./tree";
import type { ExpressionParser, ExpressionProblem, Node, ParsedExpression } from "./types";

type Library = Pick<typeof import("libpg-query"), "parseSync" | "scanSync" | "hasSqlDetails">;

/** Characters of an expression. A policy is read at every query; nobody needs a longer one. */
export const MAX_EXPRESSION = 4_000;

/** Parentheses inside of parentheses. The parser has a stack of fixed size. */
const MAX_DEPTH = 100;

/** What the expression is parsed in: the statement in which it will stand. */
const BEFORE = "CREATE POLICY p ON t USING (";
/** On a line of its own: a comment at the end of the text must not swallow it. */
const AFTER = "\n)";

let loading: Promise<ExpressionParser> | undefined;

/**
 * Loads PostgreSQL's parser (version 18, as WASM; some 30 ms) and returns what reads an expression with it.
 *
 * Text that is accepted cannot leave the parentheses in which it is put, whatever the server's version: its tokens open
 * and close their own parentheses only, none of them is a semicolon or a comment, and its string constants read alike
 * whether `standard_conforming_strings` is on or off. PostgreSQL 14 to 18 have the same rules for where a token of these
 * kinds ends. A form that only a newer server knows is refused by the server, in `readStoredForms`.
 */
export function loadParser(): Promise<ExpressionParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ExpressionParser> {
  const library = await import("libpg-query");
  await library.loadModule();
  return (text, longest = MAX_EXPRESSION) => {
    try {
      return { expression: read(library, text, longest) };
    } catch (error) {
      if (error instanceof Refused) return { problem: error.problem };
      if (error instanceof RangeError) return { problem: { message: "nests too deep: use a function" } };
      throw error;
    }
  };
}

class Refused extends Error {
  readonly problem: ExpressionProblem;

  constructor(message: string, position?: number) {
    super(message);
    this.problem = position === undefined ? { message } : { message, position };
  }
}

function read(library: Library, text: string, longest: number): ParsedExpression {
  if (text.trim() === "") throw new Refused("is empty: write an expression of type boolean");
  if (text.length > longest)
    throw new Refused(`has ${text.length} characters, more than ${longest}: use a function`);
  const nul = text.indexOf("\0");
  if (nul >= 0) throw new Refused("holds a NUL character, which PostgreSQL cannot read", nul + 1);
  if (/\p{Surrogate}/u.test(text)) throw new Refused("holds half of a character (a lone surrogate)");
  const tokens = scan(library, text);
  // Without tokens the parser finds the same fault, and says where.
  if (tokens !== undefined) refuseTokens(text, tokens);
  const whole = parse(library, text);
  refuseNodes(text, whole);
  const tree = withoutPlaces(whole) as Node;
  const sql = withoutComments(text, tokens ?? []).trim();
  if (!isDeepStrictEqual(withoutPlaces(parse(library, sql)), tree))
    throw new Refused("means something else without its comments: leave them out");
  return { text, sql, tree };
}

/** A token with its place in bytes. */
type Token = ReturnType<Library["scanSync"]>["tokens"][number];

function scan(library: Library, text: string): readonly Token[] | undefined {
  try {
    return library.scanSync(text).tokens;
  } catch {
    return undefined;
  }
}

function refuseTokens(text: string, tokens: readonly Token[]): void {
  const open: number[] = [];
  for (const token of tokens) {
    const at = () => characters(text, token.start) + 1;
    if (token.text === "(" || token.text === "[") open.push(at());
    if (open.length > MAX_DEPTH)
      throw new Refused(`has more than ${MAX_DEPTH} parentheses inside of each other`, at());
    if (token.text === ")" && open.pop() === undefined)
      throw new Refused("closes a parenthesis that it did not open", at());
    if (token.text === "]") open.pop();
    if (token.text === ";")
      throw new Refused("holds a semicolon: a policy has one expression, and no statements", at());
    if (token.tokenName === "PARAM")
      throw new Refused(`holds the parameter ${token.text}: a policy has no parameters`, at());
    if (token.tokenName === "SCONST" && token.text.startsWith("'") && token.text.includes("\\"))
      throw new Refused(
        "has a backslash in a plain string, which standard_conforming_strings decides about: write E'…' with two backslashes",
        at(),
      );
  }
  const [first] = open;
  if (first !== undefined) throw new Refused("opens a parenthesis that it does not close", first);
}

/** The expression of the one policy statement that the text makes. */
function parse(library: Library, text: string): Node {
  const statements = (() => {
    try {
      return library.parseSync(`${BEFORE}${text}${AFTER}`).stmts ?? [];
    } catch (error) {
      throw refusal(library, text, error);
    }
  })();
  const policy = statements.length === 1 ? fieldsOf(statements[0]?.stmt, "CreatePolicyStmt") : undefined;
  const expression = policy?.["qual"];
  if (!isNode(expression) || policy?.["with_check"] !== undefined)
    throw new Refused("is not one expression: write what stands between the parentheses of USING");
  return expression;
}

function refusal(library: Library, text: string, error: unknown): unknown {
  if (!library.hasSqlDetails(error)) return error;
  const position = (error.sqlDetails?.cursorPosition ?? 0) - BEFORE.length;
  if (position < 0) return new Refused(error.message);
  return position >= [...text].length
    ? new Refused("ends too early: syntax error at end of input", [...text].length + 1)
    : new Refused(error.message.replace(`${AFTER}"`, '"'), position + 1);
}

/** What the grammar allows in an expression and a policy cannot hold. */
const NEVER: Readonly<Record<string, string>> = {
  SetToDefault: "says DEFAULT, which only a column's value can be",
  CurrentOfExpr: "says CURRENT OF, which only UPDATE and DELETE can",
  MergeSupportFunc: "says MERGE_ACTION, which only MERGE can",
  IntoClause: "says INTO: a policy makes no table",
};

const CHANGING = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

function refuseNodes(text: string, expression: Node): void {
  let subSelects = 0;
  const visit = (value: unknown): void => {
    walk(value, ({ type, fields }) => {
      const refuse = (message: string) => {
        throw new Refused(message, positionOf(text, fields));
      };
      const never = NEVER[type];
      if (never !== undefined) refuse(never);
      if (CHANGING.has(type)) refuse("changes rows: a policy only looks");
      if (type === "LockingClause") refuse("locks rows (FOR UPDATE or FOR SHARE): a policy only looks");
      if (type === "SelectStmt" && fields["intoClause"] !== undefined)
        refuse("says INTO: a policy makes no table");
      if (subSelects === 0) refuseAggregates(type, fields, refuse);
      if (type !== "SubLink") return true;
      visit(fields["testexpr"]);
      subSelects++;
      visit(fields["subselect"]);
      subSelects--;
      return false;
    });
  };
  visit(expression);
}

/** What only an aggregate or window function can have. One that is called like any function is known by the catalog alone. */
function refuseAggregates(type: string, fields: Node, refuse: (message: string) => void): void {
  const aggregate =
    type === "GroupingFunc" ||
    type === "JsonArrayAgg" ||
    type === "JsonObjectAgg" ||
    ["agg_star", "agg_distinct", "agg_filter", "agg_within_group"].some((key) => fields[key] !== undefined) ||
    list(fields["agg_order"]).length > 0;
  if (type === "FuncCall" && fields["over"] !== undefined)
    refuse("calls a window function: a policy looks at one row");
  if (aggregate) refuse("calls an aggregate: a policy looks at one row, so put it into a sub-select");
}

function positionOf(text: string, fields: Node): number | undefined {
  const location = fields["location"] ?? firstLocation(fields);
  return typeof location === "number"
    ? characters(text, location - Buffer.byteLength(BEFORE)) + 1
    : undefined;
}

function firstLocation(fields: Node): unknown {
  let found: unknown;
  walk(fields, (node) => {
    found ??= node.fields["location"];
    return found === undefined && typed(node.fields) === undefined;
  });
  return found;
}

/** Bytes → characters. */
function characters(text: string, bytes: number): number {
  return [...Buffer.from(text).subarray(0, bytes).toString()].length;
}

/** A comment is like a space. The end of its line stays, because two strings on two lines are one. */
function withoutComments(text: string, tokens: readonly Token[]): string {
  const bytes = Buffer.from(text);
  const kept: string[] = [];
  let from = 0;
  for (const { tokenName, start, end } of tokens) {
    if (tokenName !== "SQL_COMMENT" && tokenName !== "C_COMMENT") continue;
    kept.push(bytes.subarray(from, start).toString());
    from = end;
  }
  return [...kept, bytes.subarray(from).toString()].join(" ");
}
