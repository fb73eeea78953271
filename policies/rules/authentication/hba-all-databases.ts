import { admits, hbaFinding, isLocal } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-all-databases",
  title: "A line in pg_hba.conf lets other machines into every database",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in over the network",
  why: "A role that leaks opens every database of the server, also those made later: postgres and template1 among them, where its owner may plant what new databases inherit.",
  fix: "Name the databases that the clients of the line use.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H08"],
  check(rule) {
    if (!admits(rule) || isLocal(rule)) return undefined;
    return rule.databases.includes("all") ? hbaFinding(rule, "lets its users into every database") : pass;
  },
});
