import { admits, hbaFinding, isLocal, prefixLength } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-replication-wide",
  title: "A line in pg_hba.conf lets more than a replica's role replicate",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf for replication",
  why: "Over a replication connection all data of all databases can be copied, past every privilege and every policy.",
  fix: "Name the role of the replica and its address.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  catalogue: ["H13"],
  check(rule) {
    if (!admits(rule) || isLocal(rule) || !rule.databases.includes("replication")) return undefined;
    const wide =
      rule.netmask !== null && (prefixLength(rule.netmask) ?? 0) < 24 && !(rule.address ?? "").includes(":");
    if (rule.users.includes("all"))
      return hbaFinding(rule, "lets every role with REPLICATION copy the server");
    return wide || rule.address === "all" ? hbaFinding(rule, "lets replicas in from a wide network") : pass;
  },
});
