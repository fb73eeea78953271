/**
 * True where a policy's expression lets every row through whatever the session's settings are: `true`, a comparison
 * of a literal with itself, or an OR with such a branch. Reads PostgreSQL's stored form (`pg_get_expr`), which has one
 * spelling for each expression; anything it does not recognise counts as a real condition.
 */
export function isAlwaysTrue(expression: string): boolean {
  const bare = withoutOuterParentheses(expression.trim());
  const branches = splitAtTop(bare, "OR");
  if (branches.length > 1) return branches.some(isAlwaysTrue);
  const factors = splitAtTop(bare, "AND");
  if (factors.length > 1) return factors.every(isAlwaysTrue);
  if (/^true$/i.test(bare)) return true;
  const negated = /^NOT\s+(.*)$/is.exec(bare);
  if (negated?.[1] !== undefined) return /^false$/i.test(withoutOuterParentheses(negated[1]));
  const comparison = /^(-?\d+|'[^']*'(?:::[a-z ]+)?)\s*=\s*(-?\d+|'[^']*'(?:::[a-z ]+)?)$/i.exec(bare);
  return comparison !== null && comparison[1]?.trim() === comparison[2]?.trim();
}

function withoutOuterParentheses(text: string): string {
  let bare = text.trim();
  while (bare.startsWith("(") && closingOf(bare) === bare.length - 1) bare = bare.slice(1, -1).trim();
  return bare;
}

/** The position of the parenthesis that closes the first one, or -1. */
function closingOf(text: string): number {
  let depth = 0;
  for (const { character, position, quoted } of walk(text)) {
    if (quoted) continue;
    if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return position;
  }
  return -1;
}

/** Splits at a word that stands outside parentheses and quotes. */
function splitAtTop(text: string, word: "OR" | "AND"): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { character, position, quoted } of walk(text)) {
    if (quoted) continue;
    if (character === "(" || character === "[") depth++;
    else if (character === ")" || character === "]") depth--;
    else if (depth === 0 && position >= start && isWordAt(text, position, word)) {
      parts.push(text.slice(start, position));
      start = position + word.length;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function isWordAt(text: string, position: number, word: string): boolean {
  return (
    text.startsWith(word, position) &&
    /[\s()]/.test(text[position - 1] ?? "") &&
    /[\s()]/.test(text[position + word.length] ?? "")
  );
}

/** Every character with whether it stands inside quotes. A doubled quote closes and opens again, which is the same. */
function* walk(text: string): Generator<{ character: string; position: number; quoted: boolean }> {
  let quote = "";
  for (let position = 0; position < text.length; position++) {
    const character = text[position] ?? "";
    const quoted = quote !== "";
    if (quoted) {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    yield { character, position, quoted: quoted || quote !== "" };
  }
}
