import { quoteIdentifier, quoteQualified } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, reached } from "../../observation";

/** The owner makes a table like its neighbours, with one row that belongs to nobody, and opens it to nobody. */
export default defineAttack({
  id: "new-table",
  title: "Reads or writes a table that the owner has just created",
  family: "new objects",
  severity: "high",
  as: EVERYONE,
  target: "tenant schema",
  why: "A new table has no row security yet: default privileges would open it to every tenant from its first second.",
  defence: "no default privileges on tables in schemas that hold tenants' rows",
  fix: "ALTER DEFAULT PRIVILEGES FOR ROLE the owner [IN SCHEMA …] REVOKE ALL ON TABLES FROM the role and from PUBLIC; grant when the table is protected",
  run: (context, { object, owner, sample }) => {
    const { column, type } = sample;
    const table = quoteQualified(object.name, "palisade proof");
    const preparation = {
      prepareAs: owner,
      prepare: [
        `CREATE TABLE ${table} ("palisade proof" int, ${quoteIdentifier(column)} ${type})`,
        `INSERT INTO ${table} ("palisade proof") VALUES (1)`,
      ],
    };
    return context.attempts([
      {
        ...preparation,
        statements: [context.say(sample, ""), `SELECT EXISTS (SELECT FROM ${table}) AS seen`],
        read: ([row]) => (row?.["seen"] === true ? reached("read the new table") : heldBack("saw no row")),
      },
      {
        ...preparation,
        statements: [`INSERT INTO ${table} SELECT WHERE false`],
        evidence: "may write the new table",
      },
    ]);
  },
});
