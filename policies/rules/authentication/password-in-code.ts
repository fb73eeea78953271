import type { WrittenSecret } from "../../../postgres/catalog/written-secrets";
import { OWN_CODE } from "../../examples/not-made";
import { displayObject, type ObjectRef } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass, type Verdict } from "../../verdict";

/** What lies outside, in the words of ALTER. */
const WORDS = {
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
  "foreign server": "SERVER",
  "foreign table": "FOREIGN TABLE",
} as const;

export default defineRule({
  id: "password-in-code",
  title: "A password stands in the code of a function, or in an option that everybody may read",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "server",
  facts: ["openText"],
  about: "functions and options that everybody may read",
  why: "Everybody who may connect reads the source of every function and the options of every foreign server and table, whatever their privileges: pg_proc, pg_foreign_server and pg_foreign_table hide nothing. It stands in every dump, too. The audit looks for it on the server and reads where it stands, never what it is.",
  fix: "Change the password, for it is known, and keep the new one where only its user may read it: in a user mapping, in a passfile of the server, in a table that nobody else may read, or with the application.",
  withoutPalisade: OWN_CODE,
  references: [
    "https://www.postgresql.org/docs/current/catalog-pg-proc.html",
    "https://www.postgresql.org/docs/current/sql-createusermapping.html",
  ],
  catalogue: ["H30"],
  check({ texts, secrets, database }) {
    if (texts !== "code") return undefined;
    return secrets.length === 0 ? pass : secrets.flatMap((secret) => toFinding(database, secret));
  },
});

function toFinding(database: string, secret: WrittenSecret): Verdict[] {
  if (secret.kind === "comment") return [];
  const place = secret.schema === undefined ? {} : { schema: secret.schema };
  const object: ObjectRef = { kind: secret.kind, database, ...place, name: secret.name };
  if ("args" in secret) {
    const routine = { ...object, args: secret.args };
    return [
      finding(
        routine,
        `the code of ${displayObject(routine)} holds ${secret.what}, which everybody may read`,
      ),
    ];
  }
  const name = [secret.schema, secret.name].filter((part) => part !== undefined).map(sqlName);
  return [
    finding(
      { ...object, part: secret.option },
      `the option ${secret.option} of ${displayObject(object)} may be read by everybody`,
      `ALTER ${WORDS[secret.kind]} ${name.join(".")} OPTIONS (DROP ${sqlName(secret.option)}); -- and change what it held`,
    ),
  ];
}
