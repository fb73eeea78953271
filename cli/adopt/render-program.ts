import type { AccessDeclaration } from "../../postgres/plan/describe/describe-access";

/** Columns of a line before a value is broken into several. */
const WIDTH = 100;

/**
 * A Pulumi program that declares this access, in the mode that changes nothing undeclared. `leftOut` are the settings that
 * the declaration does not hold because they may be secrets; the program names them.
 */
export function renderProgram(declaration: AccessDeclaration, leftOut: readonly string[] = []): string {
  const args = source({ ...declaration, mode: "adopt" }, "");
  return [
    '// What the server holds today. In mode "adopt" an update takes nothing away; the preview shows what is not declared.',
    '// Take out what should not be there, preview, and change the mode to "authoritative" when the preview is what you want.',
    ...(leftOut.length === 0
      ? []
      : [
          "// Not written here, because its value may be a secret; it stays as it is until the mode changes. Declare it before that,",
          "// with new pulumi.Config().requireSecret(…) as its value:",
          ...leftOut.map((path) => `//   ${text(path)}`),
        ]),
    'import { Access } from "pulumi-palisade";',
    "",
    `new Access(${JSON.stringify(declaration["database"])}, ${args});`,
    "",
  ].join("\n");
}

/** A value as TypeScript. JSON's texts are TypeScript's too; names that are plain words need no quotes. */
function source(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return text(value);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => (inner: string) => source(item, inner))
    : Object.entries(value).map(
        ([key, item]) =>
          (inner: string) =>
            `${name(key)}: ${source(item, inner)}`,
      );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  const line = parts.map((part) => part(indent)).join(", ");
  const pad = isList ? "" : " ";
  if (!line.includes("\n") && indent.length + line.length < WIDTH)
    return `${open}${pad}${line}${pad}${close}`;
  const deeper = `${indent}  `;
  return [open, ...parts.map((part) => `${deeper}${part(deeper)},`), `${indent}${close}`].join("\n");
}

/** U+2028 and direction marks are valid in a string, but would deceive whoever reads the program. */
function text(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function name(key: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : text(key);
}
