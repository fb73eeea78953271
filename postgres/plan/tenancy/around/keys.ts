import { addForeignKey, dropConstraint, replaceKey } from "../../../sql/alter-table-constraint";
import { displayIdentifier } from "../../../sql/quote";
import { compositeForeignKey } from "./foreign-key";
import { type LeakyForeign, type LeakyUnique, leakyKeys } from "./leaky-keys";
import type { Scope } from "./scope";

/** Reports keys that look past row security, each with the composite form. */
export function reportKeys(scope: Scope): void {
  const { unique, foreign } = leakyKeys(scope);
  for (const key of unique) scope.part.report(key.key, uniqueText(key));
  for (const key of foreign) scope.part.report(key.key, foreignText(scope, key));
}

const HOW = "on a table with many rows by the statements of palisade migration --keys";

function uniqueText({ table, name, kind, columns, composite }: LeakyUnique): string {
  const tenant = composite.filter((column) => columns?.includes(column) !== true).map(displayIdentifier);
  const what = `${displayIdentifier(name)} is checked against the rows of every tenant: its violation tells one what others have`;
  if (columns === undefined) return `${what}; make it anew with ${tenant.join(", ")} in it`;
  const form = `${kind === "PRIMARY KEY" ? kind : "UNIQUE"} (${composite.map(displayIdentifier).join(", ")})`;
  if (kind === "UNIQUE INDEX") return `${what}; make it anew as ${form}, ${HOW}`;
  return `${what}; ${form} instead: ${replaceKey({ table, name, kind }, composite)}; ${HOW}`;
}

function foreignText(scope: Scope, foreign: LeakyForeign): string {
  const { constraint, table } = foreign;
  const add = addForeignKey({ ...compositeForeignKey(scope.model.version, foreign), notValid: false });
  return `${displayIdentifier(constraint.name)} may tie a row to another tenant's, and tells that it is there; refer by the tenant too: ${add}; ${dropConstraint(table, constraint.name)}; ${HOW}`;
}
