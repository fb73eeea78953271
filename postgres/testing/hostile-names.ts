/** Names that break careless quoting: each is a valid identifier, and each must survive as itself. */
export const HOSTILE_NAMES: readonly string[] = [
  'quote"inside',
  '"',
  '""',
  "single'quote",
  "semi; DROP TABLE victim; --",
  '"; DROP TABLE victim; --',
  "'); DROP TABLE victim; --",
  "dot.ted",
  "a.b.c",
  "Mixed Case",
  "PUBLIC",
  "select",
  "new\nline",
  "tab\tstop",
  "back\\slash",
  "$1",
  "$$",
  "/* comment */",
  "emoji 🐘",
  "right\u202eto left",
  "é".repeat(31),
  "x".repeat(63),
  "=r/postgres",
  "a,b",
  "{a}",
  "%s",
  "123",
];

/** Names that no identifier can hold, with the reason that must be given. */
export const IMPOSSIBLE_NAMES: readonly (readonly [string, RegExp])[] = [
  ["", /must not be empty/],
  ["nul\0inside", /NUL/],
  ["x".repeat(64), /64 bytes.*63/],
  ["é".repeat(32), /64 bytes.*63/],
];
