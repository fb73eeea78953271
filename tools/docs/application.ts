import { readFileSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..", "..");

/** Where the page lies. */
export const APPLICATION_PAGE = join(ROOT, "docs", "guides", "application.md");

/** The name of a block's language, by the ending of the file. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ".ts": "ts",
  ".py": "python",
  ".rb": "ruby",
  ".java": "java",
  ".go": "go",
};

/** A comment that names an example, and the block that follows it. */
const SNIPPET = /^<!-- (examples\/\S+) -->\n\n```\w*\n[\s\S]*?^```$/gm;

/** The examples that a page shows, as paths from the root. */
export function snippetsOf(page: string): string[] {
  return [...page.matchAll(SNIPPET)].map(([, path = ""]) => path);
}

/** A page with each of its snippets as the file has it. The words between them are the page's own. */
export function withSnippets(
  page: string,
  read: (path: string) => string = (path) => readFileSync(join(ROOT, path), "utf8"),
): string {
  return page.replace(
    SNIPPET,
    (_, path: string) => `<!-- ${path} -->\n\n\`\`\`${LANGUAGES[extname(path)] ?? ""}\n${read(path)}\`\`\``,
  );
}

if (require.main === module)
  writeFileSync(APPLICATION_PAGE, withSnippets(readFileSync(APPLICATION_PAGE, "utf8")));
