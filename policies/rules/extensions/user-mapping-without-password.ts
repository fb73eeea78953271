import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { OTHER_SERVERS } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "user-mapping-without-password",
  title: "A role reaches a foreign server without a password",
  severity: "high",
  topic: "extensions",
  scope: "object",
  facts: ["userMapping"],
  about: "user mappings of foreign servers",
  why: "With password_required = false a role that is no superuser connects as whoever the server itself is let in as: to this very server too, by a line with peer or trust, and there it is the superuser.",
  fix: "Set password_required to true, and give the mapping a password.",
  withoutPalisade: OTHER_SERVERS,
  references: [
    "https://www.postgresql.org/docs/current/postgres-fdw.html#POSTGRES-FDW-OPTIONS-CONNECTION-MANAGEMENT",
  ],
  catalogue: ["G22"],
  check(mapping) {
    if (known(mapping.passwordRequired)) return pass;
    const user = known(mapping.user);
    const role = user === PUBLIC ? "PUBLIC" : sqlName(user);
    return finding(
      locate(
        {
          kind: "user mapping",
          ...inDatabase(mapping.database),
          name: mapping.server,
          grantee: granteeText(user),
        },
        mapping,
      ),
      `the user mapping of ${granteeText(user)} for the foreign server ${mapping.server} has password_required = false`,
      `ALTER USER MAPPING FOR ${role} SERVER ${sqlName(mapping.server)} OPTIONS (SET password_required 'true');`,
    );
  },
});
