import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import type { MigrationFile } from "../../policies";
import { placeholder } from "../../postgres/statements/placeholders";
import { CommandFailure } from "../failure";

/** Where the tools keep their migrations, seen from a project's folder. */
const KNOWN_FOLDERS = [
  "supabase/migrations",
  "prisma/migrations",
  "drizzle",
  "db/structure.sql",
  "src/main/resources/db/migration",
  "migrations",
];

/**
 * The files of these paths, in the order in which their tool runs them: Flyway's by version, with the repeatable ones and
 * its callbacks behind them (undo scripts are left out); Prisma's and Supabase's by the time in their name; Drizzle's by its journal; others by name.
 * What undoes a migration, in a file or in a part of one, is left out. Throws a `CommandFailure` for all paths that cannot be read.
 */
export function migrationFiles(paths: readonly string[], cwd: string): MigrationFile[] {
  const problems: string[] = [];
  const found = new Set<string>();
  for (const path of paths) {
    try {
      const files = statSync(path).isDirectory() ? filesIn(path) : [path];
      if (files.length === 0) problems.push(`${path} holds no migration (*.sql)`);
      for (const file of files) found.add(file);
    } catch (error) {
      problems.push(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (problems.length > 0) throw new CommandFailure(problems.join("; "));
  return [...found].map((file) => ({ path: shown(file, cwd), text: forward(decoded(readFileSync(file))) }));
}

/** As it is told: from the working directory, with slashes. */
export function shown(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return (path === "" || path.startsWith("..") ? file : path).split(sep).join("/");
}

function filesIn(folder: string): string[] {
  const journal = join(folder, "meta", "_journal.json");
  if (existsSync(journal)) return drizzle(folder, journal);
  const files = sqlFiles(folder);
  if (files.some((file) => FLYWAY.test(basename(file)))) return flyway(files);
  if (files.length > 0 && !isProject(folder)) return files.sort(byName);
  const known = KNOWN_FOLDERS.map((one) => join(folder, one)).filter((one) => existsSync(one));
  if (known.length > 0) return known.flatMap((one) => (statSync(one).isDirectory() ? filesIn(one) : [one]));
  return files.sort(byName);
}

/** A project's folder has migrations in a place of their own, and other SQL beside them. */
function isProject(folder: string): boolean {
  return ["package.json", "supabase", "prisma", "pom.xml", "Gemfile"].some((name) =>
    existsSync(join(folder, name)),
  );
}

function sqlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : sqlFiles(path);
    return entry.name.endsWith(".sql") && !/[._]down\.sql$/i.test(entry.name) ? [path] : [];
  });
}

const FLYWAY = /^([VBRU])([\d._]*)__.*\.sql$/;

/** What Flyway runs with every migration, before or behind its files. */
const CALLBACK =
  /^(before|after)(?:Each)?(?:Migrate|Versioned|Repeatables)(?:Applied|Statement)?(?:__.*)?\.sql$/;

function flyway(files: readonly string[]): string[] {
  const versions = (file: string) =>
    (FLYWAY.exec(basename(file))?.[2] ?? "").split(/[._]/).map((part) => Number.parseInt(part, 10) || 0);
  const kind = (file: string) => FLYWAY.exec(basename(file))?.[1] ?? "V";
  const versioned = files.filter(
    (file) => (kind(file) === "V" || kind(file) === "B") && !CALLBACK.test(basename(file)),
  );
  const repeatable = files.filter((file) => kind(file) === "R");
  versioned.sort((a, b) => {
    const [one, other] = [versions(a), versions(b)];
    for (let at = 0; at < Math.max(one.length, other.length); at++) {
      const difference = (one[at] ?? 0) - (other[at] ?? 0);
      if (difference !== 0) return difference;
    }
    return byName(a, b);
  });
  const callbacks = (which: string) =>
    files.filter((file) => CALLBACK.exec(basename(file))?.[1] === which).sort(byName);
  return [...callbacks("before"), ...versioned, ...repeatable.sort(byName), ...callbacks("after")];
}

function drizzle(folder: string, journal: string): string[] {
  const { entries } = JSON.parse(readFileSync(journal, "utf8")) as {
    readonly entries?: readonly { readonly idx: number; readonly tag: string }[];
  };
  return [...(entries ?? [])].sort((a, b) => a.idx - b.idx).map(({ tag }) => join(folder, `${tag}.sql`));
}

/** By the path, numbers by their value: `2_b.sql` comes before `10_a.sql`. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** The text of a file: UTF-8, or UTF-16 where the file begins with its mark, as editors on Windows write it. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.toString("utf16le");
  if (first === 0xfe && second === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString("utf16le");
  return bytes.toString("utf8");
}

/** The part that goes forward: dbmate's and goose's files have the way back behind a mark. */
function forward(text: string): string {
  const back = /^--\s*(?:migrate:down|\+goose\s+Down)\b/im.exec(text);
  // The mark of Unicode at the beginning of a file, which psql leaves out too.
  const goes = (back === null ? text : text.slice(0, back.index)).replace(/^\uFEFF/, "");
  // Drizzle sends what stands between its marks by itself, with a semicolon or without.
  return withoutPlaceholders(goes.replaceAll("--> statement-breakpoint", ";-- statement-breakpoint"));
}

/** What a tool fills in later, such as Flyway's `${name}`, in as many characters that make a name. */
function withoutPlaceholders(text: string): string {
  return text.replace(/\$\{([A-Za-z0-9_.:-]+)\}/g, (_, name: string) => placeholder(name, 3));
}
