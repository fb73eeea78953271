import { displayIdentifier } from "../../../postgres/sql/quote";
import { OWNED_OBJECTS } from "../../examples/programs";
import { inDatabase } from "../../facts/object-ref";
import { isPlatformRole } from "../../facts/platform-roles";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "cast-runs-strangers-code",
  title: "A conversion that PostgreSQL applies by itself runs code of a stranger",
  severity: "high",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["userCast", "database"],
  about: "implicit and assignment casts that call a function",
  why: "The function runs in the session, and with the rights, of everybody whose statement has a value of the one type where the other is wanted: a superuser's too, and nobody sees it in the statement. Its owner may replace it at any time.",
  fix: "Give the function to a superuser or to the owner of the database, or drop the cast.",
  palisade: OWNED_OBJECTS,
  references: ["https://www.postgresql.org/docs/current/sql-createcast.html"],
  catalogue: ["F13", "S11"],
  options: { allowed: ALLOWED_ROLES },
  check({ database, source, target, context, function: called, typeOwners }, { of, options }) {
    if (called === undefined) return undefined;
    const { owner } = called;
    // Who uses a type uses the code of its owner.
    const trusted =
      called.ownerIsSuperuser ||
      typeOwners.includes(owner) ||
      isPlatformRole(owner) ||
      options.allowed.includes(owner) ||
      of("database").some((one) => one.owner === owner);
    if (trusted) return pass;
    return finding(
      { kind: "cast", ...inDatabase(database), name: `(${source} AS ${target})` },
      `the ${context} cast from ${source} to ${target} runs ${displayIdentifier(called.schema)}.${displayIdentifier(called.name)}() of ${displayIdentifier(owner)}`,
      `ALTER ${sqlObject({ kind: "function", schema: called.schema, name: called.name, args: called.args })} OWNER TO CURRENT_USER; -- after its code was read`,
    );
  },
});
