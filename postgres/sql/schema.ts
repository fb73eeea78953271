import { quoteIdentifier } from "./quote";

/** `CREATE SCHEMA …`, owned by whoever makes the statement. */
export function createSchema(name: string): string {
  return `CREATE SCHEMA ${quoteIdentifier(name)}`;
}

/** `DROP SCHEMA …`, which PostgreSQL refuses while something lies in it. */
export function dropSchema(name: string): string {
  return `DROP SCHEMA ${quoteIdentifier(name)}`;
}
