import { RELEASES } from "./releases";

/** The minor release of each major that mended a hole; a major that never had it isn't here. */
type Mended = Readonly<Record<number, number>>;

/** The minor releases of one day. */
const MENDED_ON = {
  "2023-05-11": { 14: 8, 15: 3 },
  "2023-08-10": { 15: 4 },
  "2024-11-14": { 14: 14, 15: 9, 16: 5, 17: 1 },
  "2025-08-14": { 14: 19, 15: 14, 16: 10, 17: 6 },
  "2026-08-13": { 14: 24, 15: 19, 16: 15, 17: 11, 18: 6 },
  "2026-11-12": { 14: 25, 15: 20, 16: 16, 17: 12, 18: 7 },
} as const satisfies Readonly<Record<string, Mended>>;

/**
 * Published holes of the server through which row security could be passed, with the releases that mended them
 * (PostgreSQL's release notes and its page "Security Information"). 18.5 was never released.
 */
export const SERVER_HOLES = {
  /** DROP OWNED BY oneself takes one's name out of policies on tables of others. */
  "CVE-2026-116311": MENDED_ON["2026-11-12"],
  /** The WHERE of ON CONFLICT DO UPDATE is evaluated on rows that the policies hide. */
  "CVE-2026-120154": MENDED_ON["2026-11-12"],
  /** CASE and array coercions hide from the planner that a function of theirs leaks. */
  "CVE-2026-116327": MENDED_ON["2026-11-12"],
  /** ON CONFLICT through a view updates rows that the view doesn't show. */
  "CVE-2026-16237": MENDED_ON["2026-11-12"],
  /** Cached plans outlive a change of the role's attributes and memberships. */
  "CVE-2026-14666": MENDED_ON["2026-08-13"],
  /** The planner shows values of partitions and children to leaky operators. */
  "CVE-2025-8713": MENDED_ON["2025-08-14"],
  /** A plan is reused under another role where row security is below the top of the query. */
  "CVE-2024-10976": MENDED_ON["2024-11-14"],
  /** MERGE leaves the policies for UPDATE and SELECT out. */
  "CVE-2023-39418": MENDED_ON["2023-08-10"],
  /** An inlined function's plan is reused under another role. */
  "CVE-2023-2455": MENDED_ON["2023-05-11"],
} as const satisfies Readonly<Record<string, Mended>>;

/** A hole in {@link SERVER_HOLES}. */
export type ServerHole = keyof typeof SERVER_HOLES;

/**
 * Whether a server has a hole, judged by its `server_version_num` alone: a distribution may mend it in a release of its
 * own. `undefined` where the major isn't known here.
 */
export function hasHole(hole: ServerHole, version: number): boolean | undefined {
  const major = Math.floor(version / 10_000);
  if (!RELEASES.some((release) => release.major === major)) return undefined;
  const mended = (SERVER_HOLES[hole] as Mended)[major];
  return mended !== undefined && version % 10_000 < mended;
}

/** The release to upgrade to (`18.7`), or words where the table knows no later one. */
export function upgradeFor(hole: ServerHole, version: number): string {
  const major = Math.floor(version / 10_000);
  const mended = (SERVER_HOLES[hole] as Mended)[major];
  return mended !== undefined && version % 10_000 < mended
    ? `${major}.${mended}`
    : "the latest minor release";
}
