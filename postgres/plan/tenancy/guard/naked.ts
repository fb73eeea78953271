import type { GuardMode, RowSecurityIntent } from "../intent";
import { TENANT_POLICY } from "../policies";
import { raise, sentencePart } from "./raise";
import {
  closedPolicies,
  executeAlterPolicy,
  executeCreatePolicy,
  type Variant,
  type variants,
} from "./variants";

/** What happens to a tenant table that lacks its policies or its switches, as PL/pgSQL about the record `found`. */
export function nakedTable(
  intent: RowSecurityIntent & { readonly guard: Exclude<GuardMode, "off"> },
  name: string,
  every: ReturnType<typeof variants>,
): string {
  const columns = sentencePart(intent.keys.map(({ column }) => column).join(" or "));
  if (intent.guard !== "protect") return told(intent.guard, columns, name, intent.keys.length > 1);
  const branches = every.map(
    ({ mask, policies }) =>
      `        ELSIF found.keys = ${mask} THEN\n${missingOnes(policies)}${widened(every, { mask, policies })}`,
  );
  return `BEGIN
        IF found.special THEN
${missingOnes(closedPolicies(intent))}
${branches.join("\n")}
        END IF;
        IF NOT found.switched_on THEN
          EXECUTE 'ALTER TABLE ' || target || ' ENABLE ROW LEVEL SECURITY${intent.force ? ", FORCE ROW LEVEL SECURITY" : ""}';
        END IF;
    EXCEPTION WHEN OTHERS THEN
      ${raise({
        level: "EXCEPTION",
        state: "unprotectable",
        message: [`table %s has ${columns}, and could not be protected: %s`, name, "SQLERRM"],
        hint: ["mend that, or name the table in except of RowSecurity, with a reason"],
      })}
    END;`;
}

/** A table may have come with some of its policies. */
function missingOnes(policies: Variant["policies"]): string {
  return policies
    .map((policy) => `          ${executeCreatePolicy(policy, "target", "found.oid")}`)
    .join("\n");
}

/** A table that gained another key keeps a policy of the former ones, which ALTER POLICY sets right. */
function widened(every: readonly Variant[], { mask, policies }: Variant): string {
  const policy = policies.find(({ stored }) => stored.name === TENANT_POLICY);
  if (every.length === 1 || policy === undefined || (mask & (mask - 1)) === 0) return "";
  return `\n          IF found.narrow THEN\n            ${executeAlterPolicy(policy, "target")}\n          END IF;`;
}

function told(mode: "refuse" | "report", columns: string, name: string, severalKeys: boolean): string {
  const level = mode === "report" ? "WARNING" : "EXCEPTION";
  const naked = raise({
    level,
    state: "naked",
    message: [`table %s has ${columns} and no row security`, name],
    hint:
      mode === "report"
        ? ["the next update of RowSecurity protects it"]
        : [
            "make it in another schema, close it there (ENABLE and FORCE ROW LEVEL SECURITY, and no policy), and move it by ALTER TABLE ... SET SCHEMA: the next update gives it its policies; or name it in except of RowSecurity, with a reason",
          ],
  });
  if (!severalKeys) return naked;
  const narrow = raise({
    level,
    state: "naked",
    message: [`table %s has more of ${columns} than its policy binds`, name],
    hint: ["let the role that manages RowSecurity add the column, and update"],
  });
  return `IF found.switched_on THEN\n      ${narrow}\n    ELSE\n      ${naked}\n    END IF;`;
}
