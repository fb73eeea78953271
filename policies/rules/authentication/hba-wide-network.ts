import { admits, hbaFinding, isLocal, prefixLength } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-wide-network",
  title: "A line in pg_hba.conf lets a very large network in",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf for a network",
  why: "Behind a network of more than 65,536 addresses are more machines than anybody looks after. One of them is enough to try passwords and to use holes in the server.",
  fix: "Name the subnets that clients are in.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H11"],
  check(rule) {
    if (!admits(rule) || isLocal(rule) || rule.address === null || rule.netmask === null) return undefined;
    const length = prefixLength(rule.netmask);
    // Every address is the business of hba-any-address.
    if (length === 0) return undefined;
    const least = rule.address.includes(":") ? 32 : 16;
    return length === undefined || length < least ? hbaFinding(rule, "lets a very large network in") : pass;
  },
});
