import { PUBLIC } from "../../../postgres/model/acl";
import { OTHER_SERVERS } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "user-mapping-public",
  title: "Every role logs in to a foreign server with the same account",
  severity: "high",
  topic: "extensions",
  scope: "object",
  facts: ["userMapping"],
  about: "user mappings of foreign servers",
  why: "A user mapping for PUBLIC lends one account of the other server, password included, to every role of this one.",
  fix: "Create a user mapping for each role that needs the foreign server, and drop the one for PUBLIC.",
  withoutPalisade: OTHER_SERVERS,
  references: ["https://www.postgresql.org/docs/current/sql-createusermapping.html"],
  catalogue: ["G22"],
  check(mapping) {
    if (known(mapping.user) !== PUBLIC) return pass;
    return finding(
      locate(
        { kind: "user mapping", ...inDatabase(mapping.database), name: mapping.server, grantee: "PUBLIC" },
        mapping,
      ),
      `PUBLIC has a user mapping for the foreign server ${mapping.server}`,
      `DROP USER MAPPING FOR PUBLIC SERVER ${sqlName(mapping.server)};`,
    );
  },
});
