import { join, type Reader } from "../input-reader";

/**
 * Settings that hold lists of names (GUC_LIST_QUOTE in PostgreSQL's guc tables): SET takes each name on its own.
 * True where bare names are folded to lower case: those of libraries are not.
 */
const NAME_LISTS: ReadonlyMap<string, boolean> = new Map([
  ["search_path", true],
  ["temp_tablespaces", true],
  ["session_preload_libraries", false],
  ["local_preload_libraries", false],
]);

/** Names of settings know no case (`TimeZone` is stored, `timezone` may be written). ASCII letters only, as the server folds. */
export function foldSetting(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The value as a SET statement takes it: the names of a list one by one, anything else as one text. */
export function settingValue(name: string, value: string): string | string[] {
  return namesIn(name, value) ?? value;
}

/**
 * Whether two values are the same to PostgreSQL's catalog: lists by their names, anything else letter by letter. The
 * server stores the text that it is given, so `30s` and `30000` are two values.
 */
export function sameSetting(name: string, a: string, b: string): boolean {
  if (a === b) return true;
  const left = namesIn(name, a);
  const right = namesIn(name, b);
  return left !== undefined && right !== undefined && JSON.stringify(left) === JSON.stringify(right);
}

/** Extensions whose settings decide about safety or speed and hold no secret: their values are shown like PostgreSQL's own. */
const SHOWN_PREFIXES: ReadonlySet<string> = new Set([
  "auth_delay",
  "auto_explain",
  "cron",
  "pg_hint_plan",
  "pg_stat_statements",
  "pgaudit",
  "plperl",
  "plpgsql",
  "pltcl",
  "rds",
  "set_user",
]);

/**
 * Whether lines may show what a setting holds. An application's own one (a name with a dot) can hold anything, and some
 * platforms keep keys there (`app.settings.jwt_secret`): neither a preview nor a state is the place for it.
 */
export function isShown(name: string): boolean {
  const dot = name.indexOf(".");
  return dot === -1 || SHOWN_PREFIXES.has(foldSetting(name.slice(0, dot)));
}

/** `name = value` for a sentence, or the name alone where the value is not shown. */
export function shownSetting(name: string, value: string): string {
  return isShown(name) ? `${name} = ${value}` : name;
}

/** ` (was value)` for a sentence, or nothing where the value is not shown. */
export function shownFormer(name: string, value: string): string {
  return isShown(name) ? ` (was ${value})` : "";
}

/**
 * `name=value` for one line of the graph: anything that could be taken for its separators stands in quotes. Of a value that
 * is not shown the line says only whether it is the declared one.
 */
export function settingText(name: string, value: string, isDeclared: boolean): string {
  if (!isShown(name)) return `${name}=(${isDeclared ? "as declared" : "another value"})`;
  return `${name}=${/^[\w.,:/+-]+( [\w.,:/+-]+)*$/.test(value) ? value : JSON.stringify(value)}`;
}

/** Notes what only several settings together, or the value of a list, can have wrong. */
export function checkSettings(read: Reader, settings: ReadonlyMap<string, string>, path: string): void {
  const spelt = new Map<string, string>();
  for (const [name, value] of settings) {
    const folded = foldSetting(name);
    const other = spelt.get(folded);
    if (other !== undefined)
      read.problem(join(path, name), `is the same setting as ${other}: leave out one of them`);
    spelt.set(folded, name);
    if (NAME_LISTS.has(folded) && namesIn(name, value) === undefined) {
      read.problem(
        join(path, name),
        `must be a list of names such as "app, pg_temp", not ${JSON.stringify(value)}`,
      );
    }
  }
}

/** The names that a list setting holds; `undefined` for other settings, and for what is no list. */
function namesIn(setting: string, value: string): string[] | undefined {
  const folds = NAME_LISTS.get(foldSetting(setting));
  return folds === undefined ? undefined : splitNames(value, folds);
}

const NAME = /\s*(?:"((?:[^"]|"")*)"|([^,"\s]+))\s*(,|$)/y;

/**
 * The names of `app, "My Schema", pg_temp`. Bare names fold to lower case, as PostgreSQL reads them, unless `folds` is
 * false. An empty text is the one empty name that `SET search_path TO ''` stores. `undefined` where the text is no list.
 */
export function splitNames(value: string, folds = true): string[] | undefined {
  if (value.trim() === "") return [""];
  const names: string[] = [];
  NAME.lastIndex = 0;
  for (;;) {
    const match = NAME.exec(value);
    if (match === null) return undefined;
    const bare = match[2] ?? "";
    names.push(match[1] === undefined ? (folds ? bare.toLowerCase() : bare) : match[1].replaceAll('""', '"'));
    if (match[3] !== ",") return names;
  }
}
