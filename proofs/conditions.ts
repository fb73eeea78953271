/** The conditions that attacks meet, by SQLSTATE (PostgreSQL's appendix "Error Codes"). */
const NAMES: Readonly<Record<string, string>> = {
  "0A000": "feature not supported",
  "22003": "numeric value out of range",
  "22007": "invalid datetime format",
  "22008": "datetime field overflow",
  "22012": "division by zero",
  "22023": "invalid parameter value",
  "22P02": "invalid text representation",
  "23502": "not-null violation",
  "23503": "foreign key violation",
  "23505": "unique violation",
  "23514": "check violation",
  "23P01": "exclusion violation",
  "25001": "active transaction",
  "25006": "read-only transaction",
  "28000": "invalid authorization",
  "28P01": "invalid password",
  "3F000": "no such schema",
  "40001": "serialization failure",
  "40P01": "deadlock",
  "42501": "insufficient privilege",
  "42601": "syntax error",
  "42704": "undefined object",
  "42883": "undefined function",
  "42P01": "undefined table",
  "42P17": "invalid object definition",
  "53400": "configuration limit exceeded",
  "55000": "object not in prerequisite state",
  "55P03": "lock not available",
  "57014": "timeout",
  P0001: "raised exception",
};

/** A SQLSTATE in words, or the code itself. */
export function conditionName(sqlstate: string): string {
  return NAMES[sqlstate] ?? `SQLSTATE ${sqlstate}`;
}

/** Classes whose messages name objects and never quote what a row holds. */
const CLASSES_WITHOUT_DATA: ReadonlySet<string> = new Set(["0A", "25", "28", "3F", "42", "53", "55", "57"]);

/**
 * A refusal for a report: its condition, and the server's own words only where they cannot hold what a row holds (a
 * failed cast quotes the value, a raised exception may).
 */
export function sayRefusal(sqlstate: string, message: string): string {
  const name = `${conditionName(sqlstate)} (${sqlstate})`;
  return CLASSES_WITHOUT_DATA.has(sqlstate.slice(0, 2)) ? `${name}: ${message}` : name;
}
