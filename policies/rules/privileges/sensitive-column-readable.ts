import { PUBLIC } from "../../../postgres/model/acl";
import { granteeText } from "../../../postgres/model/keys";
import { privilegeSet } from "../../../postgres/model/privileges";
import { isSensitive } from "../../checks/sensitive";
import { DECLARED_GRANTS } from "../../examples/programs";
import type { Facts } from "../../facts/facts";
import { factsAbout } from "../../facts/lookup";
import { known } from "../../facts/maybe";
import { displayObject, identityOf, type ObjectRef, withGrantee } from "../../facts/object-ref";
import type { ColumnFact } from "../../facts/objects";
import { locate, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import type { GrantFact } from "../../facts/privileges";
import { roleGraph } from "../../facts/role-graph";
import { seesEveryRow } from "../../facts/tenant";
import { defineRule } from "../../rule";
import { revokeText, sqlGrantee, sqlName, sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

const SELECT = privilegeSet(["SELECT"]);

const RELATIONS = ["table", "foreign table", "view", "materialized view"] as const;

export default defineRule({
  id: "sensitive-column-readable",
  title: "A little-trusted role may read a column whose name promises a secret",
  severity: "high",
  topic: "privileges",
  scope: "object",
  world: "server",
  facts: ["grant", "table", "view", "role", "membership"],
  about: "privileges to read that little-trusted roles hold on relations whose columns are known",
  why: "A password's hash, a token, a card's number or a social security number in a table that every request may read is read by everybody, and one that has leaked cannot be called back.",
  fix: "Revoke SELECT and grant it by column, without these; or let row security show each one its own row.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-grant.html"],
  catalogue: ["G13"],
  options: {
    roles: {
      type: "strings",
      default: ["PUBLIC", "anon", "web_anon", "authenticated"],
      description: "The roles that are little trusted; PUBLIC stands for every role.",
    },
    columns: {
      type: "strings",
      default: [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "private_key",
        "api_key",
        "access_token",
        "refresh_token",
        "auth_token",
        "reset_token",
        "totp",
        "ssn",
        "social_security",
        "national_id",
        "passport_number",
        "credit_card",
        "card_number",
        "cvv",
        "cvc",
        "iban",
      ],
      description:
        "Names of sensitive columns: a column is meant whose name is one of them, or has it between underscores.",
    },
  },
  check(grant, { facts, options }) {
    const grantee = known(grant.grantee);
    if (!options.roles.includes(grantee === PUBLIC ? "PUBLIC" : grantee)) return undefined;
    const columns = columnsOf(grant, facts);
    if (columns === undefined) return undefined;
    if ((known(grant.privileges) & SELECT) === 0 || isFiltered(grant, grantee, facts)) return pass;
    const sensitive = columns.filter(({ name }) => isSensitive(name, options.columns));
    if (sensitive.length === 0) return pass;
    const since = latestPlace(grant.place, ...sensitive.map(({ place }) => place));
    const revoke = revokeText(SELECT, grant.object, grantee);
    const others = columns.filter((column) => !sensitive.includes(column)).map(({ name }) => sqlName(name));
    return finding(
      locate(standsAt(withGrantee(grant.object, grantee), since), grant),
      `${granteeText(grantee)} may read ${sensitive.map(({ name }) => name).join(", ")} of ${displayObject(relationOf(grant.object))}`,
      // PUBLIC gets no column instead: it is to have nothing.
      grant.object.kind === "column" || others.length === 0 || grantee === PUBLIC
        ? revoke
        : `${revoke} GRANT SELECT (${others.join(", ")}) ON ${sqlTable(grant.object)} TO ${sqlGrantee(grantee)};`,
    );
  },
});

/** A column, and of a migration the statement that called it so. */
type NamedColumn = Pick<ColumnFact, "name" | "place">;

/** The columns that a grant is about, where they are known. */
function columnsOf({ object }: GrantFact, facts: Facts): readonly NamedColumn[] | undefined {
  if (object.kind === "column") return object.column === undefined ? undefined : [{ name: object.column }];
  const identity = identityOf(object);
  const [table] = factsAbout(facts, "table", identity);
  const [view] = factsAbout(facts, "view", identity);
  return table?.columns ?? view?.columns?.map((name) => ({ name }));
}

/** A column's relation; what kind of one it is does not matter. */
function relationOf({ column: _, ...object }: ObjectRef): ObjectRef {
  return object.kind === "column" ? { ...object, kind: "table" } : object;
}

/** True where row security stands between the role and the rows. */
function isFiltered({ object }: GrantFact, role: string, facts: Facts): boolean {
  return RELATIONS.some((kind) =>
    factsAbout(facts, "table", identityOf({ ...relationOf(object), kind })).some(
      (table) =>
        table.rowSecurity !== undefined &&
        known(table.rowSecurity.enabled) &&
        !seesEveryRow(role, table, roleGraph(facts)),
    ),
  );
}
