import { displayIdentifier } from "../../../postgres/sql/quote";
import { OWN_CODE } from "../../examples/not-made";
import { displayObject, inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "trigger-switched-off",
  title: "Triggers of a table are switched off",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["switchedOffTriggers"],
  about: "tables of which a statement switched triggers",
  why: "From then on no session fires them, and nobody is told: an audit trail has a hole, a check lets everything through, and after DISABLE TRIGGER ALL no foreign key is checked. Rows that came in meanwhile are not checked later either.",
  fix: "Switch them on again, in the same migration that switched them off; drop those that nobody needs.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
  catalogue: ["S11"],
  check(fact) {
    const { names, foreignKeys } = fact;
    const some = names === "all" || names.length > 0;
    if (!some && !foreignKeys) return pass;
    const { database, table } = fact;
    const object = { kind: "table", ...inDatabase(database), ...table };
    const which =
      names === "all" ? "all triggers" : `the triggers ${names.map(displayIdentifier).join(", ")}`;
    const what = [
      ...(some ? [`${which} of ${displayObject(object)} are switched off`] : []),
      ...(foreignKeys ? [`the foreign keys of ${displayObject(object)} are not checked`] : []),
    ];
    // Those of foreign keys have no names that one could write.
    const enabled = foreignKeys ? ["ALL"] : names === "all" ? ["USER"] : names.map(sqlName);
    return finding(
      locate(object, fact),
      what.join(", and "),
      `ALTER TABLE ${sqlName(table.schema)}.${sqlName(table.name)} ${enabled.map((one) => `ENABLE TRIGGER ${one}`).join(", ")};`,
    );
  },
});
