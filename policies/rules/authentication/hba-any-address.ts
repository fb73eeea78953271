import { admits, hbaFinding, prefixLength } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "hba-any-address",
  title: "A line in pg_hba.conf lets every address in",
  severity: "critical",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in over the network",
  why: "The database answers to the whole world as soon as a firewall is wrong for a moment. Passwords are then guessed from everywhere, and every hole in the server is reachable before any login.",
  fix: "Name the networks that clients connect from.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H10"],
  check(rule) {
    if (!admits(rule)) return undefined;
    if (rule.type === "local") return notApplicable("there are only lines for the local socket");
    const everywhere = rule.address === "all" || (rule.netmask !== null && prefixLength(rule.netmask) === 0);
    return everywhere ? hbaFinding(rule, "lets clients in from every address") : pass;
  },
});
