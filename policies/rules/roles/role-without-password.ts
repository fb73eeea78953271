import { decidingLines } from "../../checks/hba-order";
import { ROLES_WITH_VERIFIERS } from "../../examples/programs";
import { displayObject, roleRef } from "../../facts/object-ref";
import { isPlatformRole } from "../../facts/platform-roles";
import { roleGraph } from "../../facts/role-graph";
import type { HbaFact } from "../../facts/server";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, notApplicable, pass, unknown } from "../../verdict";

/** Methods that let nobody in whose role has no password. Those to come are taken for ones that ask elsewhere. */
const NEED_A_PASSWORD: ReadonlySet<string> = new Set(["password", "md5", "scram-sha-256", "reject"]);

export default defineRule({
  id: "role-without-password",
  title: "A login role has no password, and pg_hba.conf has no other way in for it",
  severity: "medium",
  topic: "roles",
  scope: "object",
  world: "server",
  facts: ["role", "hba", "membership"],
  about: "login roles without a password",
  why: "Nobody can log in as it today, and nobody misses that: until a line with trust, or with peer and a loose map, is added to pg_hba.conf, and the role is open without a secret ever having been set. A line that lets it in by what the system answers for (peer, cert, gss, ldap …) is a way in as good as a password, and hba-trust finds the line that asks for nothing.",
  fix: "Take LOGIN away where nobody is to log in as the role; else set a password, as a SCRAM verifier computed by the client.",
  palisade: ROLES_WITH_VERIFIERS,
  references: [
    "https://www.postgresql.org/docs/current/auth-password.html",
    "https://www.postgresql.org/docs/current/auth-methods.html",
  ],
  catalogue: ["H17"],
  check(role, { of, facts }) {
    if (role.login !== true || role.password === undefined) return undefined;
    // The one needs no password on the machine itself, the others are the platform's to keep.
    if (role.bootstrap || isPlatformRole(role.name)) return undefined;
    const ref = roleRef(role.name);
    if (role.password === "unreadable")
      return unknown("whether a role has a password is shown to superusers only: connect as one");
    if (role.password !== "none") return notApplicable("every login role has a password");
    // A line with an error that the server has read all the same is for nobody: for TLS, where TLS is off.
    const lines = of("hba").filter(({ error, type }) => error === null || type === null);
    if (lines.some(({ error }) => error !== null))
      return unknown(
        "pg_hba.conf has an error, and the server goes on with what it has read before: mend what hba-error finds",
      );
    const groups = roleGraph(facts).groups(role.name);
    const replicates = role.replication === true || role.superuser === true;
    const deciding = decidingLines(lines, { name: role.name, replicates }, (group) => groups.has(group));
    if (deciding.some(asksElsewhere)) return pass;
    const way = deciding.some(({ method }) => method !== "reject")
      ? "pg_hba.conf asks it for one on every way in"
      : "no line of pg_hba.conf lets it in";
    return finding(
      ref,
      `${displayObject(ref)} can log in and has no password, and ${way}`,
      `ALTER ROLE ${sqlName(role.name)} NOLOGIN; -- or, where somebody is to log in as it, a password: \\password ${sqlName(role.name)} in psql`,
    );
  },
});

/** True where the line lets in by something else than the password that the server keeps, or by nothing at all. */
function asksElsewhere({ method }: HbaFact): boolean {
  return method !== null && !NEED_A_PASSWORD.has(method);
}
