import { displayIdentifier } from "../../../postgres/sql/quote";
import { identFinding, matchesEverybody } from "../../checks/ident";
import { IDENT_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "ident-map-everybody",
  title: "A map lets everybody whom another system knows in",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "server",
  facts: ["identMap", "hba"],
  about: "lines in pg_ident.conf that can be read",
  why: "A map says who of the operating system, of a directory or of an authority's certificates may come in as which role. One that takes every name makes the other system's weakest account as good as its best: as one fixed role everybody comes in, and by \\1 whoever gets an account called postgres there is the superuser here.",
  fix: "Name the users one by one, or match the domain that is yours and no other: /^([a-z]+)@example\\.com$ — and nobody who is a superuser here.",
  withoutPalisade: IDENT_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-username-maps.html"],
  catalogue: ["H29"],
  check(line, { of }) {
    if (line.error !== null || line.system === undefined) return undefined;
    if (!matchesEverybody(line.system)) return pass;
    const role = line.role ?? "";
    const as = role.includes("\\1")
      ? "whatever role bears the name that it takes, superusers too"
      : role === "all" || /^[/+]/.test(role)
        ? `whatever role ${role} means`
        : displayIdentifier(role);
    return identFinding(line, of("hba"), `lets everybody in as ${as}`);
  },
});
