/** What of PostgreSQL's parsers statements are read with. */
export type Library = Pick<typeof import("libpg-query"), "parseSync" | "scanSync" | "parsePlPgSQLSync">;

/** A token with its place in bytes. */
export type Token = ReturnType<Library["scanSync"]>["tokens"][number];

let loading: Promise<Library> | undefined;

/** Loads PostgreSQL's own parsers (version 18, as WASM; some 30 ms), once. */
export function loadLibrary(): Promise<Library> {
  loading ??= import("libpg-query").then(async (library) => {
    await library.loadModule();
    return library;
  });
  return loading;
}
