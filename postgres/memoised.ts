/** The same function, asked once for each text: what it gave is given again. */
export function memoised<Result>(ask: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = ask(text);
    known.set(text, { result });
    return result;
  };
}
