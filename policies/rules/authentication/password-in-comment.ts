import { TABLES } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "password-in-comment",
  title: "A password stands in a comment",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "server",
  facts: ["openText"],
  about: "comments",
  why: "Everybody who may connect reads every comment: on a role, on a database, on a table that is closed to them. It stands in every dump, too. The audit looks for it on the server and reads where it stands, never what it is.",
  fix: "Take the comment away and change the password, for it is known.",
  withoutPalisade: TABLES,
  references: ["https://www.postgresql.org/docs/current/sql-comment.html"],
  catalogue: ["H30"],
  check({ texts, secrets, database }) {
    if (texts !== "comments") return undefined;
    if (secrets.length === 0) return pass;
    return secrets.flatMap((secret) => {
      if (secret.kind !== "comment") return [];
      const on = `${secret.on.toLowerCase()} ${secret.object}`;
      return [
        finding(
          { kind: "comment on", ...(secret.shared ? {} : { database }), name: on },
          `the comment on ${on} holds ${secret.what}, which everybody may read`,
          `COMMENT ON ${secret.on} ${secret.object} IS NULL; -- and change what it held`,
        ),
      ];
    });
  },
});
