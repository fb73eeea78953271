import { displayIdentifier } from "../../../postgres/sql/quote";
import { admits, hbaFinding, isLocal } from "../../checks/hba";
import { coversConnections } from "../../checks/hba-order";
import { HBA_FILE } from "../../examples/not-made";
import type { HbaFact } from "../../facts/server";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

/** True where the line is for the role: by its name, or for all. */
function isFor(rule: HbaFact, name: string): boolean {
  return rule.users.includes("all") || rule.users.includes(name);
}

/** True where an earlier line rejects the role for everything that a later one would let in. */
function keepsOut(earlier: HbaFact, later: HbaFact, name: string): boolean {
  return earlier.method === "reject" && isFor(earlier, name) && coversConnections(earlier, later);
}

export default defineRule({
  id: "hba-superuser-remote",
  title: "Superusers may log in from other machines",
  severity: "high",
  topic: "authentication",
  scope: "object",
  facts: ["hba", "role"],
  about: "lines in pg_hba.conf that let somebody in over the network",
  why: "The password of a superuser is worth the whole server. As long as it works from the network, every place that it leaks to, and every machine that can guess at it, is enough.",
  fix: "Put a line that rejects the superusers in front of the lines for the network, and log in as a superuser over the socket only.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H12"],
  check(rule, { of }) {
    if (!admits(rule) || isLocal(rule) || rule.databases.every((name) => name === "replication"))
      return undefined;
    const superusers = of("role").filter((role) => role.superuser === true && role.login !== false);
    const earlier = of("hba").filter(({ line }) => line < rule.line);
    const admitted = superusers
      .map(({ name }) => name)
      .filter((name) => isFor(rule, name) && !earlier.some((other) => keepsOut(other, rule, name)));
    if (admitted.length === 0) return pass;
    return hbaFinding(
      rule,
      `lets the superuser${admitted.length === 1 ? "" : "s"} ${admitted.sort().map(displayIdentifier).join(", ")} in`,
    );
  },
});
