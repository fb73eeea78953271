import {
  admits,
  asksForCertificate,
  hbaFinding,
  isLocal,
  mayAdmit,
  provesRole,
  reachesFrom,
} from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { roleGraph } from "../../facts/role-graph";
import { defineRule } from "../../rule";
import { notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "client-certificate-missing",
  title: "A line in pg_hba.conf admits without a certificate whom a certificate is asked of",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba", "role", "membership"],
  about: "lines in pg_hba.conf that admit the roles, or reach the networks, which the options name",
  why: "A password can be guessed, phished and copied out of a configuration. The key of a certificate never leaves its machine. One line that does without it makes it an ornament for everybody whom it admits.",
  fix: "Write hostssl, and add clientcert=verify-full or use the method cert, so that the certificate is made out to the role.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-cert.html"],
  catalogue: ["H29"],
  options: {
    roles: {
      type: "strings",
      default: [],
      description: "Roles that must show a certificate made out to them.",
    },
    networks: {
      type: "strings",
      default: [],
      description: "Networks, as 10.0.0.0/8, from which everybody must show one.",
    },
  },
  check(line, { facts, options }) {
    if (options.roles.length + options.networks.length === 0)
      return notApplicable("no option names roles or networks that need client certificates");
    if (!admits(line) || isLocal(line)) return undefined;
    const { groups } = roleGraph(facts);
    const role = options.roles.find((name) => mayAdmit(line, name, (group) => groups(name).has(group)));
    const network = options.networks.find((name) => reachesFrom(line, name));
    if (role === undefined && network === undefined) return undefined;
    if (provesRole(line)) return pass;
    const whom = role === undefined ? `clients from ${network}` : `the role ${role}`;
    return hbaFinding(
      line,
      asksForCertificate(line)
        ? `admits ${whom} with a certificate that is made out to anybody`
        : `admits ${whom} without a certificate`,
    );
  },
});
