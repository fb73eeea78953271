import { PUBLIC } from "../../postgres/model/acl";
import { granteeText } from "../../postgres/model/keys";
import { privilegeSet } from "../../postgres/model/privileges";
import { displayIdentifier } from "../../postgres/sql/quote";
import { type Facts, factsOf } from "../facts/facts";
import { known } from "../facts/maybe";
import { isPlatformRole } from "../facts/platform-roles";
import type { GrantFact } from "../facts/privileges";
import { isLowTrust } from "../facts/role-graph";
import { revokeText, sqlName } from "../sql-text";
import { pinnedSearchPath } from "./search-path";

/** A schema of a search path in which others may put objects. */
export interface OpenSchema {
  readonly schema: string;
  /** Continues a sentence: `schema scratch, in which PUBLIC may create objects`. */
  readonly what: string;
  readonly fix: string;
}

const CREATE = privilegeSet(["CREATE"]);

/** Schemas that every database has, and `$user`, whose schema stands in every path that nobody has changed. */
const BUILT_IN: ReadonlySet<string> = new Set(["$user", "pg_catalog", "pg_temp", "information_schema"]);

/**
 * The schemas of a stored search path in which somebody else may create objects, or that are not there while somebody else
 * may create them. What `trusted` may create is no matter.
 */
export function openSchemas(path: string, facts: Facts, trusted: readonly string[]): OpenSchema[] {
  const schemas = pinnedSearchPath([`search_path=${path}`]) ?? [];
  return [...new Set(schemas)].flatMap((schema): OpenSchema[] => {
    if (BUILT_IN.has(schema)) return [];
    const planters = creators(facts, trusted, "schema", schema);
    if (planters.length > 0)
      return [
        {
          schema,
          what: `schema ${displayIdentifier(schema)}, in which ${names(planters)} may create objects`,
          fix: planters.map((grant) => revokeText(CREATE, grant.object, known(grant.grantee))).join(" "),
        },
      ];
    const missing = factsOf(facts, "database").find(
      ({ schemas: all }) => all !== undefined && !all.includes(schema),
    );
    const makers = missing === undefined ? [] : creators(facts, trusted, "database", missing.name);
    return makers.length === 0
      ? []
      : [
          {
            schema,
            what: `schema ${displayIdentifier(schema)}, which is not there and which ${names(makers)} may create`,
            fix: `CREATE SCHEMA ${sqlName(schema)};`,
          },
        ];
  });
}

function creators(facts: Facts, trusted: readonly string[], kind: string, name: string): GrantFact[] {
  return factsOf(facts, "grant").filter((grant) => {
    if (grant.unidentified !== undefined) known(grant.unidentified);
    if (grant.object.kind !== kind || grant.object.name !== name) return false;
    const grantee = known(grant.grantee);
    const harmless = grantee !== PUBLIC && (trusted.includes(grantee) || isPlatformRole(grantee));
    return !harmless && (known(grant.privileges) & CREATE) !== 0 && isLowTrust(grant, facts, trusted);
  });
}

function names(grants: readonly GrantFact[]): string {
  return [...new Set(grants.map(({ grantee }) => granteeText(known(grantee))))].join(", ");
}
