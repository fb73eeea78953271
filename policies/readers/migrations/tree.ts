import {
  fieldsOf,
  isNode,
  list,
  namesOf,
  stringOf,
  type Typed,
  typed,
  walk,
} from "../../../postgres/expression/tree";
import type { Node } from "../../../postgres/expression/types";
import { PUBLIC } from "../../../postgres/model/acl";

export type { Node, Typed };
export { fieldsOf, isNode, list, namesOf, stringOf, typed, walk };

/** The options of a statement by name: `{ DefElem: { defname, arg } }`. */
export function optionsOf(value: unknown): [name: string, arg: unknown][] {
  return list(value).flatMap((item): [string, unknown][] => {
    const element = fieldsOf(item, "DefElem");
    const name = element?.["defname"];
    return typeof name === "string" ? [[name, element?.["arg"]]] : [];
  });
}

/** A switch: the tree leaves out what is false. */
export function booleanOf(value: unknown): boolean {
  const flag = fieldsOf(value, "Boolean");
  if (flag !== undefined) return flag["boolval"] === true;
  const text = stringOf(value);
  if (text !== undefined) return /^(true|on|1)$/i.test(text);
  return integerOf(value) !== 0;
}

/** A whole number: the tree leaves out a zero. */
export function integerOf(value: unknown): number | undefined {
  const integer = fieldsOf(value, "Integer");
  if (integer === undefined) return undefined;
  return typeof integer["ival"] === "number" ? integer["ival"] : 0;
}

/** A role's name, PUBLIC, or `undefined` for CURRENT_USER and its like. */
export function roleOf(value: unknown): string | undefined {
  const spec = fieldsOf(value, "RoleSpec") ?? (isNode(value) ? value : undefined);
  if (spec?.["roletype"] === "ROLESPEC_PUBLIC") return PUBLIC;
  const name = spec?.["rolename"];
  return typeof name === "string" ? name : undefined;
}

/** Texts of a field, where it has one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What `format_type` calls the types that the grammar has words of its own for (src/backend/utils/adt/format_type.c). */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  varchar: "character varying",
  bpchar: "character",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
  varbit: "bit varying",
};

/** A type as `format_type` prints it, without its modifier. */
export function typeText(value: unknown): string {
  const type = fieldsOf(value, "TypeName") ?? (isNode(value) ? value : {});
  const names = namesOf(type["names"]).filter((name, at) => at > 0 || name !== "pg_catalog");
  const last = names.at(-1) ?? "";
  const name = names.length > 1 ? names.join(".") : (TYPE_NAMES[last] ?? last);
  return `${name}${"[]".repeat(list(type["arrayBounds"]).length > 0 ? 1 : 0)}`;
}
