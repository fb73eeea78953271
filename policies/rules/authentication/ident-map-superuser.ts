import { displayIdentifier } from "../../../postgres/sql/quote";
import { identFinding, mapsTo } from "../../checks/ident";
import { IDENT_FILE } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { isPlatformRole } from "../../facts/platform-roles";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "ident-map-superuser",
  title: "A map lets somebody of another name in as a superuser",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  world: "server",
  facts: ["identMap", "hba", "role", "membership", "server"],
  about: "lines in pg_ident.conf that can be read",
  why: "Whoever has that account of the operating system or of the directory has the whole server, and in the log there is the superuser's name alone. Who may become a superuser is then decided where nobody looks who reads the roles.",
  fix: "Take the line out; who administers the server gets a role of their own, and the superuser keeps the account of its own name.",
  withoutPalisade: IDENT_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-username-maps.html"],
  catalogue: ["H12", "H29"],
  options: { allowed: ALLOWED_ROLES },
  check(line, { facts, of, options }) {
    if (line.error !== null || line.system === undefined) return undefined;
    const graph = roleGraph(facts);
    const version = of("server")[0]?.version ?? 0;
    const group = version >= 160000 && line.role?.startsWith("+") === true ? line.role.slice(1) : undefined;
    const superusers = of("role")
      .filter(
        (role) =>
          known(role.superuser ?? false) &&
          known(role.login ?? true) &&
          !options.allowed.includes(role.name) &&
          !isPlatformRole(role.name) &&
          role.name !== line.system &&
          (mapsTo(line, role.name, version) || (group !== undefined && graph.groups(role.name).has(group))),
      )
      .map(({ name }) => displayIdentifier(name));
    if (superusers.length === 0) return pass;
    return identFinding(
      line,
      of("hba"),
      `lets ${line.system} in as the superuser${superusers.length === 1 ? "" : "s"} ${superusers.join(", ")}`,
    );
  },
});
