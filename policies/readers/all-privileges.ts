import { type Privilege, type PrivilegeSet, privilegeSet } from "../../postgres/model/privileges";

const OF_RELATION: readonly Privilege[] = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "REFERENCES",
  "TRIGGER",
];

/** What ALL means of each kind of object (acl.h). MAINTAIN is left out: servers before PostgreSQL 17 do not know the word. */
const ALL: Readonly<Record<string, readonly Privilege[]>> = {
  table: OF_RELATION,
  "foreign table": OF_RELATION,
  column: ["SELECT", "INSERT", "UPDATE", "REFERENCES"],
  sequence: ["USAGE", "SELECT", "UPDATE"],
  schema: ["USAGE", "CREATE"],
  database: ["CREATE", "TEMPORARY", "CONNECT"],
  function: ["EXECUTE"],
  procedure: ["EXECUTE"],
  type: ["USAGE"],
  domain: ["USAGE"],
  "foreign-data wrapper": ["USAGE"],
  "foreign server": ["USAGE"],
  parameter: ["SET", "ALTER SYSTEM"],
  language: ["USAGE"],
  tablespace: ["CREATE"],
  "large object": ["SELECT", "UPDATE"],
};

/** All privileges that an object of the kind can carry. */
export function allPrivileges(kind: string): PrivilegeSet {
  return privilegeSet(ALL[kind] ?? []);
}
