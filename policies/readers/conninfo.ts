import { parseUrl } from "../../postgres/connect/url";

/**
 * The parameters of a connection string, by libpq's keywords; `undefined` for what libpq would refuse. It holds a password:
 * nothing of it may get into a text but what is known to be none.
 */
export function parseConninfo(text: string): ReadonlyMap<string, string> | undefined {
  if (/^\s*postgres(?:ql)?:\/\//.test(text)) {
    const { layer, problems } = parseUrl(text);
    if (problems.length > 0) return undefined;
    return new Map(Object.entries(layer).map(([keyword, given]) => [keyword, given.value]));
  }
  const parameters = new Map<string, string>();
  let rest = text.trimStart();
  while (rest !== "") {
    // conninfo_parse() in src/interfaces/libpq/fe-connect.c: blanks around =, a backslash before any character.
    const match = /^([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'(?=\s|$)|((?:[^'\s\\]|\\.)*)(?=\s|$))/s.exec(rest);
    if (match === null) return undefined;
    parameters.set(match[1] ?? "", (match[2] ?? match[3] ?? "").replace(/\\(.)/gs, "$1"));
    rest = rest.slice(match[0].length).trimStart();
  }
  return parameters;
}
