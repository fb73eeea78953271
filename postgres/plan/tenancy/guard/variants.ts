import { PUBLIC } from "../../../model/acl";
import type { Column, SecuredObject } from "../../../model/objects";
import type { Policy } from "../../../model/row-security";
import { alterPolicy, type CreatePolicy, createPolicy } from "../../../sql/policy";
import { quoteLiteral } from "../../../sql/quote";
import { quoteObject } from "../../../sql/target";
import type { RowSecurityIntent } from "../intent";
import { openPolicies, TENANT_POLICY, type WantedPolicy, wantedPolicies } from "../policies";
import { hasColumn } from "./reach";

/** The policies of a new table that has some of the declared columns. */
export interface Variant {
  /** Which of the keys it has: the sum of 2 to the power of each one's place. */
  readonly mask: number;
  readonly policies: readonly WantedPolicy[];
}

/** Stands for a table of which nothing but the tenant columns is known. */
const NEW_TABLE: SecuredObject = {
  kind: "table",
  schema: "palisade_guard",
  name: "the new table",
  oid: 0,
  owner: "",
  acl: [],
  aclIsDefault: true,
};

/** What stands for the name of a key's column as the server prints it, until the server itself has printed it. */
const printedKey = (place: number) => `<palisade key ${place}>`;

/** The policies for each set of columns that a table can have, the least set first. */
export function variants(intent: RowSecurityIntent): readonly Variant[] {
  const count = 2 ** intent.keys.length;
  return Array.from({ length: count - 1 }, (_, index) => {
    const mask = index + 1;
    const columns = intent.keys.flatMap(({ column, type }, place): Column[] =>
      (mask & (1 << place)) === 0
        ? []
        : [{ name: column, printed: printedKey(place), type, notNull: true } as Column],
    );
    return { mask, policies: wantedPolicies(intent, { key: "the new table", table: NEW_TABLE, columns }) };
  });
}

/** The policies of a table that does not get the default one until the next update: those who see every tenant. */
export function closedPolicies(intent: RowSecurityIntent): readonly WantedPolicy[] {
  return openPolicies(intent);
}

/**
 * A PL/pgSQL statement that makes a policy where there is none of its name. `table` is an SQL expression of the table's
 * quoted name, `oid` one of its object identifier.
 */
export function executeCreatePolicy(policy: WantedPolicy, table: string, oid: string): string {
  const create = executed(createPolicy({ ...clausesOf(policy), table: NEW_TABLE }), table);
  return `IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = ${oid} AND p.polname = ${quoteLiteral(policy.stored.name)}) THEN ${create} END IF;`;
}

/** A PL/pgSQL statement that sets a policy right. */
export function executeAlterPolicy(policy: WantedPolicy, table: string): string {
  return executed(alterPolicy({ ...clausesOf(policy), table: NEW_TABLE }), table);
}

function clausesOf({ stored, using, withCheck }: WantedPolicy): Omit<CreatePolicy, "table"> {
  // What the server will print is not what it is told: a clause that is absent there is `null`, and here must be left out.
  const { using: _using, withCheck: _withCheck, ...said } = stored;
  return {
    ...said,
    ...(using === undefined ? {} : { using }),
    ...(withCheck === undefined ? {} : { withCheck }),
  };
}

function executed(sql: string, table: string): string {
  const name = quoteObject(NEW_TABLE);
  const at = sql.indexOf(name);
  return `EXECUTE ${quoteLiteral(sql.slice(0, at))} || ${table} || ${quoteLiteral(sql.slice(at + name.length))};`;
}

const COMMANDS: Readonly<Record<string, string>> = {
  ALL: "*",
  SELECT: "r",
  INSERT: "a",
  UPDATE: "w",
  DELETE: "d",
};

/** An SQL condition on a row `p` of `pg_policy`: it is this policy, to the letter. */
export function isThePolicy(intent: RowSecurityIntent, stored: Policy): string {
  const roles = [...stored.roles].sort().map(quoteLiteral).join(", ");
  const to = stored.roles.includes(PUBLIC)
    ? ["0 = ANY (p.polroles)"]
    : [
        "NOT 0 = ANY (p.polroles)",
        `(SELECT pg_catalog.array_agg(o.rolname::text ORDER BY o.rolname::text COLLATE "C") FROM pg_catalog.pg_roles o WHERE o.oid = ANY (p.polroles)) = ARRAY[${roles}]::text[]`,
      ];
  const expression = (column: string, text: string | null) =>
    `pg_catalog.pg_get_expr(p.${column}, p.polrelid) IS NOT DISTINCT FROM ${storedExpression(intent, text)}`;
  return [
    `p.polname = ${quoteLiteral(stored.name)}`,
    stored.permissive ? "p.polpermissive" : "NOT p.polpermissive",
    `p.polcmd = ${quoteLiteral(COMMANDS[stored.command] ?? "*")}`,
    ...to,
    expression("polqual", stored.using),
    expression("polwithcheck", stored.withCheck),
  ].join(" AND ");
}

/** Which of the keys a relation `r` has, as SQL: see {@link Variant.mask}. */
export function keyMask({ keys }: RowSecurityIntent): string {
  return keys
    .map(({ column }, place) => `CASE WHEN ${hasColumn(quoteLiteral(column))} THEN ${2 ** place} ELSE 0 END`)
    .join(" + ");
}

/** An SQL condition on a policy `p` of a relation `r`: it is the tenant's, of fewer keys than the relation has. */
export function isNarrow(intent: RowSecurityIntent, every: readonly Variant[]): string {
  // Of one key there is one policy.
  if (every.length === 1) return "false";
  const mask = keyMask(intent);
  const right = every.flatMap(({ mask: keys, policies }) =>
    policies
      .filter(({ stored }) => stored.name === TENANT_POLICY)
      .map(({ stored }) => `(${mask}) = ${keys} AND ${isThePolicy(intent, stored)}`),
  );
  return `(p.polname = ${quoteLiteral(TENANT_POLICY)} AND NOT (${right.map((one) => `(${one})`).join(" OR ")}))`;
}

function storedExpression({ keys }: RowSecurityIntent, text: string | null): string {
  if (text === null) return "NULL";
  return keys.reduce(
    (sql, { column }, place) =>
      text.includes(printedKey(place))
        ? `pg_catalog.replace(${sql}, ${quoteLiteral(printedKey(place))}, pg_catalog.quote_ident(${quoteLiteral(column)}))`
        : sql,
    quoteLiteral(text),
  );
}
