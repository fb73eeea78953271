/**
 * The schemas of a function's own `search_path`, unquoted and in order, or `undefined` where it has none. An empty
 * path is an empty list.
 */
export function pinnedSearchPath(settings: readonly string[]): string[] | undefined {
  const setting = settings.find((candidate) => /^search_path=/i.test(candidate));
  if (setting === undefined) return undefined;
  const names = setting.slice("search_path=".length).matchAll(/"((?:[^"]|"")*)"|([^",\s]+)/g);
  return [...names]
    .map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? "")
    .filter((name) => name !== "");
}
