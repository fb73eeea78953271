import { PUBLIC } from "../../postgres/model/acl";
import { granteeText } from "../../postgres/model/keys";
import { privilegeSet } from "../../postgres/model/privileges";
import { type Facts, factsOf } from "../facts/facts";
import { known } from "../facts/maybe";
import { displayObject, withGrantee } from "../facts/object-ref";
import { locate } from "../facts/origin";
import type { GrantFact } from "../facts/privileges";
import type { OptionSpec } from "../option";
import { revokeText } from "../sql-text";
import { finding, pass, type Verdict } from "../verdict";
import { isHeldByOneOf, isRelation } from "./requests";

const SELECT = privilegeSet(["SELECT"]);

/** The schemas that pg_graphql reads. */
export const GRAPHQL_SCHEMAS = {
  type: "strings",
  default: ["public"],
  description: "The schemas that pg_graphql shows: those in the search_path of requests.",
} as const satisfies OptionSpec;

/** Objects to a relation that pg_graphql shows to one of these roles. Says nothing where pg_graphql is not installed. */
export function shownByGraphql(
  grant: GrantFact,
  facts: Facts,
  { roles, schemas }: { readonly roles: readonly string[]; readonly schemas: readonly string[] },
): Verdict | undefined {
  const extensions = factsOf(facts, "extension");
  if (!extensions.some(({ name }) => name === "pg_graphql")) {
    // One whose name is not known may be it.
    for (const { doubtful } of extensions) if (doubtful !== undefined) known(doubtful);
    return undefined;
  }
  if (!isRelation(grant) || grant.extension !== undefined) return undefined;
  if (!schemas.includes(grant.object.schema ?? "")) return undefined;
  // PUBLIC is the business of grant-public-table.
  if (grant.grantee === PUBLIC || !isHeldByOneOf(grant, roles, facts)) return undefined;
  if ((known(grant.privileges) & SELECT) === 0) return pass;
  const grantee = known(grant.grantee);
  return finding(
    locate(withGrantee(grant.object, grantee), grant),
    `pg_graphql shows ${displayObject(grant.object)} to ${granteeText(grantee)}, its columns and its relationships too`,
    revokeText(SELECT, grant.object, grantee),
  );
}
