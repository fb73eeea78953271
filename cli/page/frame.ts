import { createHash } from "node:crypto";
import { escaped, scriptData } from "./escape";

/** What one page is made of. */
export interface Frame {
  readonly title: string;
  readonly style: string;
  /** The content of `<body>` in front of the scripts, as HTML. */
  readonly body: string;
  /** Data for the scripts, in the element `data`. */
  readonly data?: unknown;
  readonly scripts: readonly string[];
}

/**
 * A page that needs nothing else: style, scripts and data are in it, and its own policy forbids every request and every
 * other script.
 */
export function framed({ title, style, body, data, scripts }: Frame): string {
  const allowed = scripts.map((script) => `'${digest(script)}'`).join(" ") || "'none'";
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src ${allowed}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${data === undefined ? "" : `<script type="application/json" id="data">${scriptData(data)}</script>`}
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/** The source that a Content-Security-Policy names, so that this very text runs and nothing else. */
function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
