import { inDatabase, type ObjectRef } from "../facts/object-ref";
import type { RewriteRuleFact } from "../facts/objects";
import { sqlName } from "../sql-text";

/** The reference to a rule (CREATE RULE) of a table. */
export function tableRuleRef({ database, table, name }: RewriteRuleFact): ObjectRef {
  return { kind: "rule", ...inDatabase(database), schema: table.schema, table: table.name, name };
}

/** The statement that takes it away. */
export function dropTableRule({ table, name }: RewriteRuleFact): string {
  return `DROP RULE ${sqlName(name)} ON ${sqlName(table.schema)}.${sqlName(table.name)};`;
}
