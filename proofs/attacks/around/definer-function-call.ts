import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached } from "../../observation";

/**
 * Whether the role could call it, asked of the server without calling: EXPLAIN checks EXECUTE as the call would. What
 * such a function does is not tried out, because it may do what no transaction takes back.
 */
export default defineAttack({
  id: "definer-function-call",
  title: "Calls a function that runs with its owner's rights",
  family: "ways around",
  severity: "high",
  as: EVERYONE,
  target: "definer function",
  looks: true,
  why: "A SECURITY DEFINER function reads and writes as its owner, whatever its caller may do: every such function is a door of its own.",
  defence: "no EXECUTE on SECURITY DEFINER functions for PUBLIC or low-trust roles",
  fix: "REVOKE EXECUTE ON FUNCTION … FROM PUBLIC and from the role, or make the function SECURITY INVOKER",
  run: async (context, { oid, owner, ...name }) => {
    if (context.attacker.has.has(owner)) return moot("it owns the function itself");
    const [row] = await context.ask<{ args: string[]; variadic: boolean; result: string; pseudo: boolean }>(
      `SELECT ARRAY(SELECT pg_catalog.format_type(a, NULL) FROM unnest(p.proargtypes) AS a) AS args,
              p.provariadic <> 0 AS variadic, pg_catalog.format_type(p.prorettype, NULL) AS result,
              EXISTS (SELECT FROM unnest(p.proargtypes) AS a JOIN pg_catalog.pg_type t ON t.oid = a WHERE t.typtype = 'p') AS pseudo
         FROM pg_catalog.pg_proc p WHERE p.oid = $1`,
      [oid],
    );
    if (row === undefined) return moot("it is gone");
    if (row.result === "trigger" || row.result === "event_trigger") return moot("only a trigger can call it");
    const evidence = `may call it, with the rights of ${owner}`;
    if (name.kind === "procedure" || row.pseudo) {
      return context.attempt({
        statements: [`SELECT pg_catalog.has_function_privilege(${oid}::oid, 'EXECUTE') AS held`],
        read: ([answer]) =>
          answer?.["held"] === true ? reached(evidence) : heldBack("has no EXECUTE privilege"),
      });
    }
    const { args: _, ...routine } = name;
    const args = row.args.map((type, index) => {
      const last = row.variadic && index === row.args.length - 1;
      return `${last ? "VARIADIC " : ""}NULL::${type}`;
    });
    return context.attempt({
      statements: [`EXPLAIN SELECT ${quoteObject(routine)}(${args.join(", ")})`],
      evidence,
    });
  },
});
