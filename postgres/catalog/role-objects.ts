/** How many objects are named; the rest is counted. */
const NAMED = 10;

/** What one role has to do with in one database; `Database` may allow `null`, for what belongs to none. */
export interface RoleObjects<Database extends string | null> {
  readonly role: string;
  readonly database: Database;
  /** At most ten, as `pg_identify_object` calls them, for example `table app.orders`; by catalog and number where the database could not be looked into. */
  readonly objects: readonly string[];
  readonly count: number;
  /** Why the database could not be looked into. */
  readonly unseen?: string;
}

/** Rows of role and object, role by role. */
export function objectsByRole<Database extends string | null>(
  database: Database,
  rows: readonly (readonly [string, string])[],
): RoleObjects<Database>[] {
  const byRole = new Map<string, string[]>();
  for (const [role, object] of rows) {
    const known = byRole.get(role);
    if (known === undefined) byRole.set(role, [object]);
    else known.push(object);
  }
  return [...byRole].map(([role, objects]) => ({
    role,
    database,
    objects: objects.slice(0, NAMED),
    count: objects.length,
  }));
}

/** Rows of role, catalog and number, role by role: from outside, a database shows only numbers. */
export function numbersByRole<Database extends string | null>(
  database: Database,
  rows: readonly (readonly [string, string, number])[],
  unseen: string,
): RoleObjects<Database>[] {
  const result = new Map<string, { objects: string[]; count: number }>();
  for (const [role, catalog, count] of rows) {
    const known = result.get(role) ?? { objects: [], count: 0 };
    known.objects.push(`${count} in ${catalog}`);
    result.set(role, { objects: known.objects, count: known.count + count });
  }
  return [...result].map(([role, found]) => ({ role, database, unseen, ...found }));
}

/** `table app.orders, … and 3 more`, as a sentence names them. */
export function namedObjects({ objects, count, unseen }: RoleObjects<string | null>): string {
  const rest = unseen === undefined && count > objects.length ? ` and ${count - objects.length} more` : "";
  return `${objects.join(", ")}${rest}`;
}
