import { quoteLiteral } from "../sql/quote";

/**
 * Regular expressions of PostgreSQL's own kind, matched without case on the server: what they match never leaves it. A
 * value that is put together at run time (`'||`, `%s`, `$1`), or that stands for another (`password`, `xxx`), is none.
 */
interface SecretPattern {
  /** Behind "holds": `the password of a connection string`. */
  readonly what: string;
  readonly pattern: string;
}

/** Stands in front of a value, and refuses words that stand for one. */
const REAL = String.raw`(?!(password|passwd|pass|pwd|secret|x+|\*+|redacted|changeme|change_me|your[a-z_-]*|my[_-]?password)\M)`;

/** The first character of a value that is written out. */
const FIRST = String.raw`[^\s'"\\$%<>{}():;|&,*]`;

const KEYWORD = "(host|hostaddr|dbname|user|port|service|sslmode|application_name)";

const QUOTE = "(E?'{1,2})";

const CONNECTION: readonly SecretPattern[] = [
  {
    what: "the password of a connection string",
    pattern: String.raw`\m${KEYWORD}\s*=\s*[^\s,;()=]+\s+([a-z_]+\s*=\s*[^\s,;()=]+\s+)*password\s*=\s*'{0,2}${REAL}${FIRST}`,
  },
  {
    what: "the password of a connection string",
    pattern: String.raw`\mpassword\s*=\s*'{0,2}${REAL}${FIRST}[^\s,;()=]*\s+${KEYWORD}\s*=\s*[^\s,;()=]`,
  },
  {
    what: "the password of a URL",
    pattern: String.raw`[a-z][a-z0-9+.-]*://[^\s:/@'"]*:${REAL}(?!%[sil])[^\s/@'"\\$<>{}*|][^\s/@'"]*@`,
  },
  {
    what: "a password for the environment of a program",
    pattern: String.raw`\m(PGPASSWORD|MYSQL_PWD|AWS_SECRET_ACCESS_KEY)\s*=\s*['"]{0,2}${REAL}${FIRST}`,
  },
];

const TOKENS: readonly SecretPattern[] = [
  { what: "a key of AWS", pattern: String.raw`\m(AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\M` },
  { what: "a private key", pattern: "-----BEGIN [A-Z ]*PRIVATE KEY-----" },
  {
    what: "an access token",
    pattern: String.raw`\m(sk_live_|rk_live_|ghp_|gho_|github_pat_|xox[abp]-|glpat-)[A-Za-z0-9_-]{16}`,
  },
];

const STATEMENTS: readonly SecretPattern[] = [
  {
    what: "the password of a role",
    pattern: String.raw`\m(CREATE|ALTER)\s+(ROLE|USER|GROUP)\M(?!\s+MAPPING)[^;]*\mPASSWORD\s+${QUOTE}(?!SCRAM-SHA-256\$)${REAL}${FIRST}`,
  },
  {
    what: "the password of a user mapping",
    pattern: String.raw`\mOPTIONS\s*\([^;]*\mpassword\s+${QUOTE}${REAL}${FIRST}`,
  },
];

/** What stands in the body of a function or procedure. */
export const IN_CODE: readonly SecretPattern[] = [
  ...CONNECTION,
  ...STATEMENTS,
  {
    what: "the key of an encryption",
    pattern: String.raw`\mpgp_sym_(en|de)crypt(_bytea)?\s*\([^;()]*,\s*'[^'=%$]{4,}'`,
  },
  {
    what: "a password in a variable",
    pattern: String.raw`\m\w*(password|passwd|secret|api_?key|access_key)\s*(constant\s+)?((text|varchar|character varying|name)(\(\d+\))?)?\s*(:=|default\s)\s*'${REAL}[^'$%<{\s]{6,}'`,
  },
  ...TOKENS,
];

/** What stands in a comment, where people write as they speak. */
export const IN_COMMENTS: readonly SecretPattern[] = [
  ...CONNECTION,
  ...STATEMENTS,
  {
    what: "a password",
    pattern: String.raw`\m(password|passwd|pwd|pw)\s*[:=]\s*(?=\S*\d)(?!\S*(sha|md5|bcrypt|argon|scrypt|pbkdf|hash|base64|utf|iso))${REAL}\S{6,}`,
  },
  ...TOKENS,
];

/** What stands in a setting that holds a command or a connection string. */
export const IN_SETTINGS: readonly SecretPattern[] = [
  ...CONNECTION,
  {
    what: "a password",
    pattern: String.raw`\mpassword\s*=\s*['"]{0,2}${REAL}${FIRST}`,
  },
  { what: "a passphrase", pattern: String.raw`^\s*(echo|printf)\s+['"]?${REAL}${FIRST}` },
  ...TOKENS,
];

/** The names of options, of servers and tables outside, whose values are secrets. */
export const SECRET_OPTION = "(password|passwd|secret|api_?key|access_key|token|private_key)$";

/** An expression that says what an SQL text holds, or NULL where it holds no secret. */
export function secretIn(text: string, patterns: readonly SecretPattern[]): string {
  const cases = patterns.map(
    ({ what, pattern }) =>
      `WHEN ${text} OPERATOR(pg_catalog.~*) ${quoteLiteral(pattern)} THEN ${quoteLiteral(what)}`,
  );
  return `CASE ${cases.join(" ")} END`;
}

/** True for a text that may hold one of them: a hundred times as fast, and false for nearly every text. */
export function maybeSecret(text: string): string {
  return `${text} OPERATOR(pg_catalog.~*) 'passw|pwd|pw|secret|key|token|pgp_sym|://|A[KS]IA|xox|gh[po]_|glpat|_live_|_pat_'`;
}
