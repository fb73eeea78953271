import { HARDENED_DATABASE } from "../../examples/programs";
import { known } from "../../facts/maybe";
import type { ObjectRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

const OF_THE_SERVER: ReadonlySet<string> = new Set(["template0", "template1"]);

export default defineRule({
  id: "database-open-template",
  title: "A database may be copied by every role that may create databases",
  severity: "medium",
  topic: "databases",
  scope: "object",
  facts: ["database"],
  about: "databases of one's own",
  why: "Of a template whoever has CREATEDB makes a copy, without a privilege on it or on anything in it, and owns the copy with all its rows. Without IS_TEMPLATE only its owner and superusers may.",
  fix: "Set IS_TEMPLATE to false, unless it is there to be copied and holds nobody's data.",
  palisade: HARDENED_DATABASE,
  references: [
    "https://www.postgresql.org/docs/current/manage-ag-templatedbs.html",
    "https://www.postgresql.org/docs/current/sql-createdatabase.html",
  ],
  catalogue: ["R03"],
  check(database) {
    if (database.template === undefined || OF_THE_SERVER.has(database.name)) return undefined;
    if (!known(database.template)) return pass;
    const ref: ObjectRef = { kind: "database", database: database.name, name: database.name };
    return finding(
      locate(ref, database),
      `database ${database.name} is a template: every role with CREATEDB may copy it with all its rows`,
      `ALTER DATABASE ${sqlName(database.name)} IS_TEMPLATE false;`,
    );
  },
});
