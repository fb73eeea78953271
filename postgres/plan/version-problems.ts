import { PUBLIC } from "../model/acl";
import { privilegesIn, type Rights } from "../model/privileges";
import type { AccessIntent } from "./access-intent";
import { join } from "./input-reader";
import { MAINTAIN } from "./kinds";
import type { Problem } from "./plan";

/** What a declaration asks for that this server's version does not have. */
export function versionProblems(intent: AccessIntent, version: number): Problem[] {
  const problems: Problem[] = [];
  const major = Math.floor(version / 10000);
  const maintain = (path: string, value: Rights) => {
    if (major < 17 && (privilegesIn(value) & MAINTAIN) !== 0)
      problems.push({
        path,
        reason: `MAINTAIN came with PostgreSQL 17 and the server is ${major}: leave it out`,
      });
  };
  for (const [name, schema] of intent.schemas)
    for (const [grantee, kinds] of schema.grants) {
      const place = join("schemas", name);
      const at = grantee === PUBLIC ? `${place}.public` : join(`${place}.roles`, grantee);
      for (const [kind, value] of Object.entries(kinds)) maintain(`${at}.${kind}`, value);
    }
  for (const rule of intent.rules)
    for (const value of new Set(Object.values(rule.rights))) maintain(rule.rightsPath, value);
  for (const rule of intent.defaults) {
    maintain(`${rule.path}.privileges`, rule.rights);
    if (rule.kind === "large objects" && major < 18)
      problems.push({
        path: `${rule.path}.kind`,
        reason: `default privileges for large objects came with PostgreSQL 18 and the server is ${major}: leave it out`,
      });
  }
  if (major < 15)
    for (const { on } of [...intent.rules, ...intent.denials])
      for (const { kind, path } of on)
        if (kind === "parameters")
          problems.push({
            path: `${path}.kind`,
            reason: `privileges on parameters came with PostgreSQL 15 and the server is ${major}: leave it out`,
          });
  return problems;
}
