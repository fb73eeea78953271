/** Who runs the server. What is no platform that leaves a mark is `self-hosted`. */
export const PLATFORMS = ["self-hosted", "rds", "cloud-sql", "azure", "neon", "supabase"] as const;

/** See {@link PLATFORMS}. */
export type Platform = (typeof PLATFORMS)[number];

/** The settings that each platform adds to its servers. */
const SETTING_PREFIXES: readonly (readonly [string, Platform])[] = [
  ["rds.", "rds"],
  ["cloudsql.", "cloud-sql"],
  ["azure.", "azure"],
  ["neon.", "neon"],
];

/** Tells the platform by the settings and roles that only it has. */
export function platformOf(settings: Iterable<string>, roles: { has(name: string): boolean }): Platform {
  for (const name of settings) {
    const found = SETTING_PREFIXES.find(([prefix]) => name.startsWith(prefix));
    if (found !== undefined) return found[1];
  }
  return roles.has("supabase_admin") ? "supabase" : "self-hosted";
}
