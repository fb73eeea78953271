/** True where a column is called by one of the names, or has one of them between underscores: `user_password`, `ssn_last4`, `apiKey`. */
export function isSensitive(column: string, names: readonly string[]): boolean {
  const words = `_${column.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase()}_`;
  return names.some((name) => words.includes(`_${name.toLowerCase()}_`));
}
