import type { ObjectName } from "../model/objects";
import type { ReferentialAction } from "../model/surroundings";
import { quoteIdentifier } from "./quote";
import { quoteObject } from "./target";

function alterTable(table: ObjectName, ...actions: string[]): string {
  return `ALTER TABLE ${quoteObject(table)} ${actions.join(", ")}`;
}

function list(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(", ");
}

/**
 * `ALTER TABLE … ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID`: binds new rows, and looks at none of the old.
 * One of that name that an attempt before left is dropped in the same statement.
 */
export function addNotNullCheck(table: ObjectName, name: string, column: string): string {
  return alterTable(
    table,
    `DROP CONSTRAINT IF EXISTS ${quoteIdentifier(name)}`,
    `ADD CONSTRAINT ${quoteIdentifier(name)} CHECK (${quoteIdentifier(column)} IS NOT NULL) NOT VALID`,
  );
}

/** `ALTER TABLE … VALIDATE CONSTRAINT …`: looks at every row, while others read and write. */
export function validateConstraint(table: ObjectName, name: string): string {
  return alterTable(table, `VALIDATE CONSTRAINT ${quoteIdentifier(name)}`);
}

/** `ALTER TABLE … ALTER COLUMN … SET NOT NULL`: looks at no row where a valid CHECK constraint says the same. */
export function setNotNull(table: ObjectName, column: string): string {
  return alterTable(table, `ALTER COLUMN ${quoteIdentifier(column)} SET NOT NULL`);
}

/** `ALTER TABLE … DROP CONSTRAINT …`. */
export function dropConstraint(table: ObjectName, name: string): string {
  return alterTable(table, `DROP CONSTRAINT ${quoteIdentifier(name)}`);
}

/** A key that takes the place of another one. */
export interface ReplacedKey {
  readonly table: ObjectName;
  /** The constraint that goes; the new one has its name. */
  readonly name: string;
  readonly kind: "PRIMARY KEY" | "UNIQUE";
}

/** `ALTER TABLE … DROP CONSTRAINT …, ADD CONSTRAINT … UNIQUE USING INDEX …`: the index gets the constraint's name. */
export function replaceKeyUsingIndex({ table, name, kind }: ReplacedKey, index: string): string {
  const constraint = quoteIdentifier(name);
  return alterTable(
    table,
    `DROP CONSTRAINT ${constraint}`,
    `ADD CONSTRAINT ${constraint} ${kind} USING INDEX ${quoteIdentifier(index)}`,
  );
}

/** `ALTER TABLE … DROP CONSTRAINT …, ADD CONSTRAINT … UNIQUE (columns)`: builds the index under a lock that stops writers. */
export function replaceKey({ table, name, kind }: ReplacedKey, columns: readonly string[]): string {
  const constraint = quoteIdentifier(name);
  return alterTable(
    table,
    `DROP CONSTRAINT ${constraint}`,
    `ADD CONSTRAINT ${constraint} ${kind} (${list(columns)})`,
  );
}

/** What a foreign key says. */
export interface ForeignKey {
  readonly table: ObjectName;
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: ObjectName;
  readonly targetColumns: readonly string[];
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  /** The columns that SET NULL and SET DEFAULT reach on DELETE (PostgreSQL 15 and later). @default all of them */
  readonly onDeleteColumns?: readonly string[];
  readonly deferrable: boolean;
  /** Binds new rows, and looks at none of the old. */
  readonly notValid: boolean;
}

/** `ALTER TABLE … ADD CONSTRAINT … FOREIGN KEY (…) REFERENCES … (…) …`. */
export function addForeignKey(key: ForeignKey): string {
  const reached = key.onDeleteColumns === undefined ? "" : ` (${list(key.onDeleteColumns)})`;
  const words = [
    `ADD CONSTRAINT ${quoteIdentifier(key.name)} FOREIGN KEY (${list(key.columns)})`,
    `REFERENCES ${quoteObject(key.target)} (${list(key.targetColumns)})`,
    ...(key.onUpdate === "NO ACTION" ? [] : [`ON UPDATE ${key.onUpdate}`]),
    ...(key.onDelete === "NO ACTION" ? [] : [`ON DELETE ${key.onDelete}${reached}`]),
    ...(key.deferrable ? ["DEFERRABLE"] : []),
    ...(key.notValid ? ["NOT VALID"] : []),
  ];
  return alterTable(key.table, words.join(" "));
}
