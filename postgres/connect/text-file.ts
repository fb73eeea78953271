import { readFileSync } from "node:fs";

/** What {@link readText} found. */
export type TextFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly code: string };

/** Reads a text file that may be missing. Never throws. */
export function readText(path: string): TextFile {
  try {
    return { kind: "text", text: readFileSync(path, "utf8") };
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    return code === "ENOENT" || code === "ENOTDIR" ? { kind: "missing" } : { kind: "unreadable", code };
  }
}
