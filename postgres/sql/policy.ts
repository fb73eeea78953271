import type { ObjectName } from "../model/objects";
import type { PolicyCommand } from "../model/row-security";
import { quoteIdentifier } from "./quote";
import { quoteGrantees, quoteObject } from "./target";

/** What a CREATE POLICY says. The expressions are SQL that this project made. */
export interface CreatePolicy {
  readonly table: ObjectName;
  readonly name: string;
  readonly permissive: boolean;
  readonly command: PolicyCommand;
  readonly roles: readonly string[];
  readonly using?: string;
  readonly withCheck?: string;
}

/** `CREATE POLICY … ON … AS … FOR … TO … USING (…) WITH CHECK (…)`, with nothing left to a default. */
export function createPolicy({ table, ...policy }: CreatePolicy): string {
  return createPolicyOn(policy)(table);
}

/** The same for many tables, of which each has the policy. */
export function createPolicyOn(policy: Omit<CreatePolicy, "table">): (table: ObjectName) => string {
  const head = `CREATE POLICY ${quoteIdentifier(policy.name)} ON `;
  const tail = [
    "",
    `AS ${policy.permissive ? "PERMISSIVE" : "RESTRICTIVE"}`,
    `FOR ${policy.command}`,
    `TO ${quoteGrantees(policy.roles)}`,
    ...clauses(policy),
  ].join(" ");
  return (table) => `${head}${quoteObject(table)}${tail}`;
}

/** What an ALTER POLICY says: command and kind cannot be altered. */
export type AlterPolicy = Pick<CreatePolicy, "table" | "name" | "roles" | "using" | "withCheck">;

/** `ALTER POLICY … ON … TO … USING (…) WITH CHECK (…)`: the table is never without the policy. */
export function alterPolicy(policy: AlterPolicy): string {
  return [
    `ALTER POLICY ${quoteIdentifier(policy.name)} ON ${quoteObject(policy.table)}`,
    `TO ${quoteGrantees(policy.roles)}`,
    ...clauses(policy),
  ].join(" ");
}

/** `DROP POLICY … ON …`. */
export function dropPolicy(table: ObjectName, name: string): string {
  return `DROP POLICY ${quoteIdentifier(name)} ON ${quoteObject(table)}`;
}

function clauses({ using, withCheck }: Pick<CreatePolicy, "using" | "withCheck">): string[] {
  return [
    ...(using === undefined ? [] : [`USING (${using})`]),
    ...(withCheck === undefined ? [] : [`WITH CHECK (${withCheck})`]),
  ];
}
