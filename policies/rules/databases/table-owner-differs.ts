import { displayIdentifier } from "../../../postgres/sql/quote";
import { HARDENED_DATABASE } from "../../examples/programs";
import { isKnown } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { isPredefined } from "../../facts/role-graph";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "table-owner-differs",
  title: "A table belongs to another role than its schema",
  severity: "low",
  topic: "databases",
  scope: "object",
  world: "server",
  facts: ["table", "schema"],
  about: "tables whose owner and whose schema's owner are known",
  why: "Whoever owns a table may read it past row security, change its policies and drop it. One owner for everything in a schema can be looked after; a table that a person made belongs to that person for ever.",
  fix: "Give the table to the owner of its schema.",
  palisade: HARDENED_DATABASE,
  references: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
  catalogue: ["R17", "R19"],
  check(table, { of }) {
    const schema = of("schema").find(
      ({ database, name }) => name === table.object.schema && database === table.object.database,
    );
    if (table.owner === undefined || schema?.owner === undefined || !isKnown(schema.owner)) return undefined;
    // A schema of the server's own making (public) belongs to whoever owns the database.
    if (isPredefined(schema.owner) || schema.name === "public") return undefined;
    if (table.owner === schema.owner) return pass;
    return finding(
      table.object,
      `${displayObject(table.object)} belongs to ${displayIdentifier(table.owner)}, its schema to ${displayIdentifier(schema.owner)}`,
      `ALTER TABLE ${sqlTable(table.object)} OWNER TO ${sqlName(schema.owner)};`,
    );
  },
});
