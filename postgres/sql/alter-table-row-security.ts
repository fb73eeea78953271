import type { ObjectName } from "../model/objects";
import { quoteObject } from "./target";

/** The two switches of row-level security on one table. */
export interface AlterTableRowSecurity {
  readonly table: ObjectName;
  readonly enable?: boolean;
  readonly force?: boolean;
}

/** One ALTER TABLE for both switches: `ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`. */
export function alterTableRowSecurity({ table, enable, force }: AlterTableRowSecurity): string {
  const actions: string[] = [];
  if (enable !== undefined) actions.push(`${enable ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`);
  if (force !== undefined) actions.push(`${force ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`);
  if (actions.length === 0) throw new RangeError("ALTER TABLE needs at least one switch");
  return `ALTER TABLE ${quoteObject(table)} ${actions.join(", ")}`;
}
