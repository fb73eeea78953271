/** Languages that are not sandboxed and whose name does not end in `u` (plperlu, plpython3u … do). */
const UNTRUSTED: ReadonlySet<string> = new Set(["plsh", "plr", "pllua_ng_u"]);

/** The procedural language that an extension brings, where it brings one. */
export function languageOfExtension(
  name: string,
): { readonly name: string; readonly trusted: boolean } | undefined {
  if (!/^pl(perl|python|tcl|lua|java|v8|sh$|r$)/.test(name)) return undefined;
  return { name, trusted: !UNTRUSTED.has(name) && !name.endsWith("u") };
}
