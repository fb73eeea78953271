import { admits, hbaFinding, isLocal } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-all-users",
  title: "A line in pg_hba.conf lets every role in from other machines",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in over the network",
  why: "Roles for maintenance, and roles made later for something else, can log in from where only the application should: their passwords can be guessed at from there.",
  fix: "Name the roles of the clients, or a group with a + in front.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H09"],
  check(rule) {
    if (!admits(rule) || isLocal(rule)) return undefined;
    return rule.users.includes("all") ? hbaFinding(rule, "lets every role in") : pass;
  },
});
