/** One major version of PostgreSQL. */
export interface Release {
  readonly major: number;
  /** The day of its last minor release; from the day after on nobody mends anything. `YYYY-MM-DD`. */
  readonly endOfLife: string;
  /** The oldest minor release without a known security hole that this table knows of. */
  readonly secureMinor: number;
  /** The day on which that minor release came out. */
  readonly secureSince: string;
}

/** Where {@link RELEASES} comes from, and when it was last compared. */
export const RELEASES_SOURCE = {
  urls: ["https://www.postgresql.org/support/versioning/", "https://www.postgresql.org/support/security/"],
  comparedOn: "2026-11-23",
} as const;

/**
 * The majors that are supported here. 18.5 was never released: 18.6 is the August 2026 release of that line. The
 * releases of November 2026 close two holes in row security among others (CVE-2026-116311, CVE-2026-120154).
 */
export const RELEASES: readonly Release[] = [
  { major: 14, endOfLife: "2026-11-12", secureMinor: 25, secureSince: "2026-11-12" },
  { major: 15, endOfLife: "2027-11-11", secureMinor: 20, secureSince: "2026-11-12" },
  { major: 16, endOfLife: "2028-11-09", secureMinor: 16, secureSince: "2026-11-12" },
  { major: 17, endOfLife: "2029-11-08", secureMinor: 12, secureSince: "2026-11-12" },
  { major: 18, endOfLife: "2030-11-14", secureMinor: 7, secureSince: "2026-11-12" },
];

/** The release table's entry for a `server_version_num`. */
export function releaseOf(version: number): Release | undefined {
  return RELEASES.find((release) => release.major === Math.floor(version / 10_000));
}

/** `180004` → `18.4`. */
export function versionText(version: number): string {
  return `${Math.floor(version / 10_000)}.${version % 10_000}`;
}
