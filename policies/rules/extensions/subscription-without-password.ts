import { displayIdentifier } from "../../../postgres/sql/quote";
import { OTHER_SERVERS } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "subscription-without-password",
  title: "A subscription connects without a password",
  severity: "high",
  topic: "extensions",
  scope: "object",
  world: "server",
  facts: ["subscription"],
  about: "subscriptions",
  why: "Its owner, who is no superuser, then connects as whoever the server itself may connect as: to this very server too, where the account of the server is often let in without a password.",
  fix: "ALTER SUBSCRIPTION … SET (password_required = true), with a password in its connection string.",
  withoutPalisade: OTHER_SERVERS,
  references: ["https://www.postgresql.org/docs/current/sql-createsubscription.html"],
  catalogue: ["G23"],
  check(subscription) {
    if (subscription.passwordRequired) return pass;
    return finding(
      { kind: "subscription", ...inDatabase(subscription.database), name: subscription.name },
      `the subscription ${displayIdentifier(subscription.name)}${subscription.owner === undefined ? "" : ` of ${displayIdentifier(subscription.owner)}`} may connect without a password`,
      `ALTER SUBSCRIPTION ${sqlName(subscription.name)} SET (password_required = true);`,
    );
  },
});
